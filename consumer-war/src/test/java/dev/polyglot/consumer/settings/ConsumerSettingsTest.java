package dev.polyglot.consumer.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.polyglot.kafka.settings.InvalidSettingException;
import dev.polyglot.kafka.settings.Settings;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConsumerSettingsTest {

  private final Map<String, String> environment =
      new HashMap<>(Map.of("TOPIC", "events", "GROUP_ID", "printers"));

  @Test
  void needsATopicAndAGroup() {
    assertThat(read())
        .isEqualTo(
            new ConsumerSettings(
                "events", "printers", "events.dlq", 524_288, 100_000, Duration.ofHours(1)));
  }

  @ParameterizedTest
  @CsvSource({
    "TOPIC,a topic",
    "GROUP_ID,a group",
    "DEAD_LETTER_TOPIC,a topic",
    "DEAD_LETTER_TOPIC,events",
    "MAX_EVENT_BYTES,0",
    "MAX_EVENT_BYTES,1048577",
    "DUPLICATE_WINDOW_SIZE,0",
    "DUPLICATE_WINDOW_SIZE,10000001",
    "DUPLICATE_WINDOW_SECONDS,0",
    "DUPLICATE_WINDOW_SECONDS,604801"
  })
  void namesTheSettingThatCannotWorkAndItsValue(String name, String value) {
    environment.put(name, value);
    assertThatExceptionOfType(InvalidSettingException.class)
        .isThrownBy(this::read)
        .withMessageStartingWith("%s is '%s'; allowed: ", name, value);
  }

  private ConsumerSettings read() {
    return ConsumerSettings.from(new Settings(name -> Optional.ofNullable(environment.get(name))));
  }
}
