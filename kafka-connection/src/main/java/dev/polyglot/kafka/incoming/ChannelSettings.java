package dev.polyglot.kafka.incoming;

import dev.polyglot.kafka.settings.InvalidSettingException;
import dev.polyglot.kafka.settings.KafkaSettings;
import dev.polyglot.kafka.settings.Settings;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.reactive.messaging.spi.ConnectorFactory;

/**
 * What a channel's configuration says, complete with the connection of this service.
 *
 * @param channel the channel's name
 * @param topic the topic that is read: {@code topic}
 * @param commitInterval how long an acknowledged offset may wait for its commit, so the time whose
 *     records come again after a crash: {@code commit.interval.ms}, default 1000, at most 10000, as
 *     {@link StreamStatus} is as old
 * @param stopTimeout how long a stop waits for records in flight: {@code stop.timeout.ms}, default
 *     10000
 * @param maxOutstanding with how many records received and not acknowledged no more are fetched:
 *     {@code max.outstanding.records}, default 1000; up to {@code max.poll.records} more may be in
 *     memory
 * @param consumer the properties of the Kafka client, every one of which the channel may set, but
 *     for deserializers and automatic commits
 */
record ChannelSettings(
    String channel,
    String topic,
    Duration commitInterval,
    Duration stopTimeout,
    int maxOutstanding,
    Map<String, Object> consumer) {

  static ChannelSettings from(Config config, KafkaSettings connection) {
    String channel = config.getValue(ConnectorFactory.CHANNEL_NAME_ATTRIBUTE, String.class);
    return new ChannelSettings(
        channel,
        required(config, channel, "topic", "the name of the topic to read"),
        Duration.ofMillis(number(config, channel, "commit.interval.ms", 1000, 10_000)),
        Duration.ofMillis(number(config, channel, "stop.timeout.ms", 10_000, Integer.MAX_VALUE)),
        number(config, channel, "max.outstanding.records", 1000, Integer.MAX_VALUE),
        consumer(config, channel, connection));
  }

  private static Map<String, Object> consumer(
      Config config, String channel, KafkaSettings connection) {
    Map<String, Object> properties = new HashMap<>(connection.clientProperties());
    properties.put(ConsumerConfig.CLIENT_ID_CONFIG, connection.clientId());
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    for (String name : ConsumerConfig.configNames()) {
      config.getOptionalValue(name, String.class).ifPresent(value -> properties.put(name, value));
    }
    properties.put(
        ConsumerConfig.GROUP_ID_CONFIG,
        required(config, channel, ConsumerConfig.GROUP_ID_CONFIG, "a consumer group"));
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    properties.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    properties.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    return properties;
  }

  private static String required(Config config, String channel, String name, String allowed) {
    return config
        .getOptionalValue(name, String.class)
        .orElseThrow(() -> new InvalidSettingException(property(channel, name), null, allowed));
  }

  private static int number(Config config, String channel, String name, int otherwise, int most) {
    return new Settings(property -> config.getOptionalValue(name, String.class))
        .number(property(channel, name), otherwise, 1, most);
  }

  private static String property(String channel, String name) {
    return ConnectorFactory.INCOMING_PREFIX + channel + "." + name;
  }
}
