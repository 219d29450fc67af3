package dev.polyglot.producer.events.entity;

import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * The id of an event.
 *
 * @param value a UUID in its canonical form
 */
public record EventId(String value) {

  /** Where names derived from idempotency keys live, so that they meet no other UUIDs. */
  private static final String NAMESPACE = "polyglot/idempotency-key/";

  private static final Pattern KEY =
      Pattern.compile("[\\x21-\\x7e](?:[\\x20-\\x7e]{0,253}[\\x21-\\x7e])?");

  /** Gives an id that no other event has. */
  public static EventId random() {
    return new EventId(UUID.randomUUID().toString());
  }

  /**
   * Gives the id that belongs to a caller's idempotency key: the same key, the same id, in every
   * replica and after every restart.
   *
   * @param key 1 to 255 visible ASCII characters; blanks are allowed inside
   * @return a name-based UUID of the key
   * @throws IllegalArgumentException if the key is none
   */
  public static EventId of(String key) {
    if (!KEY.matcher(key).matches()) {
      throw new IllegalArgumentException(
          "Idempotency-Key has %d characters or one that is not visible ASCII; allowed: 1 to 255 visible ASCII characters"
              .formatted(key.length()));
    }
    byte[] name = (NAMESPACE + key).getBytes(StandardCharsets.US_ASCII);
    return new EventId(UUID.nameUUIDFromBytes(name).toString());
  }
}
