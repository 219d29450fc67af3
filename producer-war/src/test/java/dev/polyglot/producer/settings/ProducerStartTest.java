package dev.polyglot.producer.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyglot.kafka.settings.Settings;
import dev.polyglot.testing.SettingsTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProducerStartTest {

  @TempDir Path files;

  @Test
  void checksEachSettingOfTheReadmeAndNoOther() throws IOException {
    Map<String, String> environment =
        new HashMap<>(Map.of("BROKERS", "b:1", "TOPIC", "events", "CLIENT_ID", "1"));
    environment.put("KAFKA_SECURITY", "mtls");
    environment.put("KAFKA_CERTIFICATE_FILE", pem("CERTIFICATE"));
    environment.put("KAFKA_KEY_FILE", pem("PRIVATE KEY"));
    Set<String> checked = new HashSet<>();
    Settings settings =
        new Settings(
            name -> {
              checked.add(name);
              return Optional.ofNullable(environment.get(name));
            });

    ProducerStart.SETTINGS.forEach(reader -> reader.accept(settings));

    assertThat(checked).hasSizeGreaterThan(8).isEqualTo(SettingsTable.variablesOf("producer"));
  }

  private String pem(String label) throws IOException {
    return Files.writeString(files.resolve(label), "-----BEGIN " + label + "-----").toString();
  }
}
