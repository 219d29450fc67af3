package dev.polyglot.producer.settings;

import dev.polyglot.kafka.settings.Settings;
import java.time.Duration;

/**
 * What an operator decides about the producer.
 *
 * @param topic the topic that events go to: {@code TOPIC}
 * @param ackDeadline how long a caller waits at most for the brokers' acknowledgement: {@code
 *     ACK_DEADLINE_MS}, default 5000
 * @param maxInFlight how many events may wait for their acknowledgement at once: {@code
 *     MAX_IN_FLIGHT}, default 2048; one more is refused
 * @param maxBodyBytes the largest request body accepted: {@code MAX_BODY_BYTES}, default 65536
 */
public record ProducerSettings(
    String topic, Duration ackDeadline, int maxInFlight, int maxBodyBytes) {

  /**
   * Reads the settings.
   *
   * @param settings where to look
   * @throws dev.polyglot.kafka.settings.InvalidSettingException if one is missing or malformed
   */
  public static ProducerSettings from(Settings settings) {
    return new ProducerSettings(
        settings.topic("TOPIC"),
        Duration.ofMillis(settings.number("ACK_DEADLINE_MS", 5000, 1000, 120_000)),
        settings.number("MAX_IN_FLIGHT", 2048, 1, 100_000),
        // An event takes up to six bytes for one of the body's; the brokers take 1 MiB by default.
        settings.number("MAX_BODY_BYTES", 65_536, 1, 131_072));
  }
}
