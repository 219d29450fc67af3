package dev.polyglot.producer.events.entity;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.kafka.KafkaMessageFactory;
import jakarta.json.Json;
import jakarta.json.JsonBuilderFactory;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * One posted message, as the event every consumer of the topic sees.
 *
 * @param id a UUID; also the record's key, so that a repeated event lands in the same partition
 * @param time when the message was accepted
 * @param message what was posted; empty if nothing was
 */
public record Event(EventId id, Instant time, String message) {

  private static final JsonBuilderFactory JSON = Json.createBuilderFactory(Map.of());

  /** Says which context the id is unique in: the producer of this system. */
  public static final URI SOURCE = URI.create("/polyglot/producer");

  /** The kind of event; a change of the data's shape that breaks a consumer gets a new one. */
  public static final String TYPE = "dev.polyglot.message.posted.v1";

  /**
   * Writes the event as CloudEvents 1.0 in the binary mode of the Kafka protocol binding: the
   * attributes are headers, the value is the data.
   *
   * @param topic the topic the record is for
   * @return a record whose value is {@code {"id": ..., "message": ...}} in UTF-8; the id stands
   *     there too, for consumers that read no headers
   */
  public ProducerRecord<String, byte[]> toRecord(String topic) {
    CloudEvent event =
        CloudEventBuilder.v1()
            .withId(id.value())
            .withSource(SOURCE)
            .withType(TYPE)
            .withTime(time.atOffset(ZoneOffset.UTC))
            .withData("application/json", data())
            .build();
    return KafkaMessageFactory.createWriter(topic, id.value()).writeBinary(event);
  }

  private byte[] data() {
    return JSON.createObjectBuilder()
        .add("id", id.value())
        .add("message", message)
        .build()
        .toString()
        .getBytes(StandardCharsets.UTF_8);
  }
}
