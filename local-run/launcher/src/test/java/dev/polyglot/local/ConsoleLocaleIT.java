package dev.polyglot.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyglot.local.run.TemporaryFolder;
import dev.polyglot.local.system.BrokerSystem;
import dev.polyglot.local.system.ConsumerSystem;
import dev.polyglot.local.system.OwnSystem;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@OwnSystem
class ConsoleLocaleIT {

  /** An ASCII terminal, and a language with digits of its own. */
  private static final Map<String, String> LOCALE =
      Map.of("LC_ALL", "C", "JVM_ARGS", "-Duser.language=ar -Duser.country=EG");

  @Test
  void printsTheSameLineWhateverTheLocaleIs() {
    try (TemporaryFolder data = TemporaryFolder.create("polyglot-test-locale");
        BrokerSystem broker = BrokerSystem.start(data.path(), Map.of());
        ConsumerSystem consumer = new ConsumerSystem(broker.bootstrapServers(), LOCALE)) {
      consumer.awaitReady();

      broker.writeAll("events", "key", List.of("ça marche ☃ 世界 😀"));

      consumer.awaitEvent("Message on events[");
      assertThat(consumer.eventLines())
          .hasSize(1)
          .first()
          .asString()
          .matches("Message on events\\[[012]]@0: - ça marche ☃ 世界 😀");
    }
  }
}
