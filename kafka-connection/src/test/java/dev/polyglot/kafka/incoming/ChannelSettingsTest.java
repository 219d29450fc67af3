package dev.polyglot.kafka.incoming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.polyglot.kafka.settings.InvalidSettingException;
import dev.polyglot.kafka.settings.KafkaSecurity;
import dev.polyglot.kafka.settings.KafkaSettings;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChannelSettingsTest {

  private final Map<String, String> channel =
      new HashMap<>(Map.of("channel-name", "events", "topic", "events", "group.id", "printers"));

  @Test
  void needsATopicAndAGroup() {
    ChannelSettings settings = read();

    assertThat(settings.commitInterval()).isEqualTo(Duration.ofSeconds(1));
    assertThat(settings.stopTimeout()).isEqualTo(Duration.ofSeconds(10));
    assertThat(settings.maxOutstanding()).isEqualTo(1000);
    assertThat(settings.consumer()).containsEntry("client.id", "replica");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 10_000})
  void takesACommitIntervalUpToTenSeconds(int millis) {
    channel.put("commit.interval.ms", Integer.toString(millis));

    assertThat(read().commitInterval()).isEqualTo(Duration.ofMillis(millis));
  }

  @ParameterizedTest
  @CsvSource({
    "commit.interval.ms, 0, 10000",
    "commit.interval.ms, 10001, 10000",
    "commit.interval.ms, soon, 10000",
    "stop.timeout.ms, 0, 2147483647",
    "max.outstanding.records, 0, 2147483647"
  })
  void namesThePropertyThatCannotWorkAndItsValue(String name, String value, String most) {
    channel.put(name, value);

    assertThatExceptionOfType(InvalidSettingException.class)
        .isThrownBy(this::read)
        .withMessage(
            "mp.messaging.incoming.events.%s is '%s'; allowed: a whole number from 1 to %s",
            name, value, most);
  }

  private ChannelSettings read() {
    return ChannelSettings.from(
        config(),
        new KafkaSettings("localhost:9092", "replica", KafkaSecurity.PLAINTEXT, Map.of()));
  }

  /** The channel's properties, read as text as a channel reads them. */
  private Config config() {
    return (Config)
        Proxy.newProxyInstance(
            Config.class.getClassLoader(),
            new Class<?>[] {Config.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "getValue" -> channel.get(arguments[0]);
                  case "getOptionalValue" -> Optional.ofNullable(channel.get(arguments[0]));
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }
}
