package dev.polyglot.consumer.events.entity;

import java.util.Optional;

/**
 * An event as far as the consumer needs it.
 *
 * @param source the context in which the id is unique; empty if the record names none
 * @param id the event's id; empty if the record names none
 * @param message what is printed
 */
public record ReceivedEvent(String source, Optional<String> id, String message) {

  /**
   * Says what makes two records the same event.
   *
   * @return source and id; empty for an event without an id, which equals no other
   */
  public Optional<String> identity() {
    // No source, being a URI, holds a blank: no two pairs give the same text.
    return id.map(value -> source + " " + value);
  }
}
