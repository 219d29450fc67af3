package dev.polyglot.consumer.events.control;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Remembers the events of late, so that one delivered twice is printed once.
 *
 * <p>Bounded in size and age: an event that comes again after it was forgotten counts as new. Not
 * for use by several threads.
 */
public final class DuplicateWindow {

  private final int size;
  private final Duration age;
  private final Clock clock;
  private final Map<String, Instant> seen = new LinkedHashMap<>();

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
    if (seen.putIfAbsent(identity, now) != null) {
      return false;
    }
    if (seen.size() > size) {
      forgetOldest();
    }
    return true;
  }

  private void forgetBefore(Instant limit) {
    Iterator<Instant> times = seen.values().iterator();
    while (times.hasNext() && !times.next().isAfter(limit)) {
      times.remove();
    }
  }

  private void forgetOldest() {
    Iterator<String> identities = seen.keySet().iterator();
    identities.next();
    identities.remove();
  }
}
