package dev.polyglot.consumer.events.control;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Remembers the events of late, so that one delivered twice is printed once.
 *
 * <p>Bounded in number, age and bytes: of an event 16 bytes of a hash are kept, about 120 bytes of
 * memory, however long its id is. An event that comes again after it was forgotten counts as new.
 * Not for use by several threads.
 */
public final class DuplicateWindow {

  private final int size;
  private final Duration age;
  private final Clock clock;
  private final MessageDigest digest = sha256();
  private final Map<Fingerprint, Instant> seen = new LinkedHashMap<>();

  /** The first half of an identity's SHA-256: two events share one by no accident. */
  private record Fingerprint(long high, long low) {}

  /**
   * @param size how many events are remembered at most
   * @param age how long an event is remembered at most
   * @param clock tells the age
   */
  public DuplicateWindow(int size, Duration age, Clock clock) {
    this.size = size;
    this.age = age;
    this.clock = clock;
  }

  /**
   * Remembers an event.
   *
   * @param identity what makes two records the same event
   * @return true if the event is new, false if it is remembered already
   */
  public boolean add(String identity) {
    Instant now = clock.instant();
    forgetBefore(now.minus(age));
    if (seen.putIfAbsent(fingerprint(identity), now) != null) {
      return false;
    }
    if (seen.size() > size) {
      forgetOldest();
    }
    return true;
  }

  private Fingerprint fingerprint(String identity) {
    ByteBuffer hash = ByteBuffer.wrap(digest.digest(identity.getBytes(StandardCharsets.UTF_8)));
    return new Fingerprint(hash.getLong(), hash.getLong());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private void forgetBefore(Instant limit) {
    Iterator<Instant> times = seen.values().iterator();
    while (times.hasNext() && !times.next().isAfter(limit)) {
      times.remove();
    }
  }

  private void forgetOldest() {
    Iterator<Fingerprint> oldest = seen.keySet().iterator();
    oldest.next();
    oldest.remove();
  }
}
