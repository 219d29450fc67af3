package dev.polyglot.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyglot.local.system.BrokerSystem;
import dev.polyglot.local.system.ConsumerSystem;
import dev.polyglot.local.system.ProducerSystem;
import dev.polyglot.local.system.RunningSystem;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The services as processes of an operating system that gives them little. */
@ExtendWith(RunningSystem.class)
class ProcessIT {

  private static final String ENDS_WITHOUT_MEMORY = "-XX:+ExitOnOutOfMemoryError";

  private final BrokerSystem broker;
  private final ProducerSystem producer;
  private final ConsumerSystem consumer;

  ProcessIT(BrokerSystem broker, ProducerSystem producer, ConsumerSystem consumer) {
    this.broker = broker;
    this.producer = producer;
    this.consumer = consumer;
  }

  @Test
  void bothServicesRunWithTheOptionThatEndsThemWithoutMemory() {
    assertThat(producer.commandLine()).contains(ENDS_WITHOUT_MEMORY);
    assertThat(consumer.commandLine()).contains(ENDS_WITHOUT_MEMORY);
  }

  @Test
  void theProducerWorksWithoutATemporaryFolder() {
    Map<String, String> environment = Map.of("JVM_ARGS", "-Djava.io.tmpdir=/nonexistent");
    try (ProducerSystem bare = new ProducerSystem(broker.bootstrapServers(), environment)) {
      bare.awaitReady();

      assertThat(bare.post("no folder").statusCode()).isEqualTo(201);
    }
  }
}
