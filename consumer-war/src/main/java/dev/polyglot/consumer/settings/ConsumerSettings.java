package dev.polyglot.consumer.settings;

import dev.polyglot.kafka.settings.InvalidSettingException;
import dev.polyglot.kafka.settings.Settings;
import java.time.Duration;
import java.util.regex.Pattern;

/**
 * What an operator decides about the consumer.
 *
 * @param topic the topic that is read: {@code TOPIC}
 * @param groupId the consumer group, the same for all replicas: {@code GROUP_ID}
 * @param deadLetterTopic where unreadable records go: {@code DEAD_LETTER_TOPIC}, default the topic
 *     with {@code .dlq}
 * @param maxEventBytes the largest record value that is printed: {@code MAX_EVENT_BYTES}, default
 *     524288, six times and more what the producer accepts by default
 * @param duplicateWindowSize how many ids are remembered: {@code DUPLICATE_WINDOW_SIZE}, default
 *     100000
 * @param duplicateWindowAge how long an id is remembered: {@code DUPLICATE_WINDOW_SECONDS}, default
 *     3600
 */
public record ConsumerSettings(
    String topic,
    String groupId,
    String deadLetterTopic,
    int maxEventBytes,
    int duplicateWindowSize,
    Duration duplicateWindowAge) {

  private static final Pattern GROUP_ID = Pattern.compile("\\S{1,255}");

  /**
   * Reads the settings.
   *
   * @param settings where to look
   * @throws dev.polyglot.kafka.settings.InvalidSettingException if one is missing or malformed
   */
  public static ConsumerSettings from(Settings settings) {
    String topic = settings.topic("TOPIC");
    return new ConsumerSettings(
        topic,
        settings.matching("GROUP_ID", GROUP_ID, "1 to 255 characters without blanks"),
        deadLetterTopic(settings, topic),
        settings.number("MAX_EVENT_BYTES", 524_288, 1, 1_048_576),
        settings.number("DUPLICATE_WINDOW_SIZE", 100_000, 1, 10_000_000),
        Duration.ofSeconds(settings.number("DUPLICATE_WINDOW_SECONDS", 3600, 1, 604_800)));
  }

  /** A dead letter in the topic it comes from would be a dead letter again, without end. */
  private static String deadLetterTopic(Settings settings, String topic) {
    String deadLetterTopic = settings.topic("DEAD_LETTER_TOPIC", topic + ".dlq");
    if (deadLetterTopic.equals(topic)) {
      throw new InvalidSettingException(
          "DEAD_LETTER_TOPIC", deadLetterTopic, "a topic other than TOPIC");
    }
    return deadLetterTopic;
  }
}
