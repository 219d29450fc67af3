package dev.polyglot.producer.events.entity;

import jakarta.json.Json;
import java.net.URI;
import java.time.Instant;

/**
 * What a caller is told about an event that all in-sync replicas have.
 *
 * @param id the event's id
 * @param topic the topic that has it
 * @param time when the message was accepted
 */
public record Receipt(EventId id, String topic, Instant time) {

  /** The receipt for an event in a topic. */
  public static Receipt of(Event event, String topic) {
    return new Receipt(event.id(), topic, event.time());
  }

  /** The event's name, relative to the producer. */
  public URI location() {
    return URI.create("/events/" + id.value());
  }

  /** The body of the answer. */
  public String toJson() {
    return Json.createObjectBuilder()
        .add("id", id.value())
        .add("topic", topic)
        .add("time", time.toString())
        .build()
        .toString();
  }
}
