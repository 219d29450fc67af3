package dev.polyglot.producer.events.entity;

import jakarta.json.Json;
import jakarta.json.JsonBuilderFactory;
import java.net.URI;
import java.time.Instant;
import java.util.Map;

/**
 * What a caller is told about an event that all in-sync replicas have.
 *
 * @param id the event's id
 * @param topic the topic that has it
 * @param time when the message was accepted
 */
public record Receipt(EventId id, String topic, Instant time) {

  private static final JsonBuilderFactory JSON = Json.createBuilderFactory(Map.of());

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
    return JSON.createObjectBuilder()
        .add("id", id.value())
        .add("topic", topic)
        .add("time", time.toString())
        .build()
        .toString();
  }
}
