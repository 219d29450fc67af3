package dev.polyglot.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyglot.local.system.ConsumerSystem;
import dev.polyglot.local.system.OwnSystem;
import dev.polyglot.local.system.ProducerSystem;
import dev.polyglot.local.system.ServiceSystem;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

@OwnSystem
class ConfigurationIT {

  /** {@code EX_CONFIG}. */
  private static final int CONFIGURATION_ERROR = 78;

  @Test
  void theProducerDoesNotStartOnASettingThatCannotWork() {
    try (ProducerSystem producer =
        new ProducerSystem(
            "localhost", Map.of("ACK_DEADLINE_MS", "soon", "HTTP_HOST", "nohost.invalid"))) {
      assertThat(producer.awaitExit()).isEqualTo(CONFIGURATION_ERROR);
      assertThat(complaints(producer))
          .containsExactlyInAnyOrder(
              "[err] producer cannot start: HTTP_HOST is 'nohost.invalid'; allowed: * for every"
                  + " address, or a name or address of this machine",
              "[err] producer cannot start: BROKERS is 'localhost'; allowed: host:port pairs with"
                  + " commas between, no blanks",
              "[err] producer cannot start: ACK_DEADLINE_MS is 'soon'; allowed: a whole number from"
                  + " 1000 to 120000");
    }
  }

  @Test
  void theConsumerDoesNotStartWithoutAGroup() {
    try (ConsumerSystem consumer =
        new ConsumerSystem(
            "localhost:9092",
            Map.of("GROUP_ID", "", "KAFKA_SECURITY", "ssl", "HTTP_PORT", "tcp://10.0.0.1:80"))) {
      assertThat(consumer.awaitExit()).isEqualTo(CONFIGURATION_ERROR);
      assertThat(complaints(consumer))
          .containsExactlyInAnyOrder(
              "[err] consumer cannot start: HTTP_PORT is 'tcp://10.0.0.1:80'; allowed: a whole number"
                  + " from 1 to 65535; Kubernetes sets such a value for a Service of that name"
                  + " (service links): set enableServiceLinks: false on the pod",
              "[err] consumer cannot start: KAFKA_SECURITY is 'ssl'; allowed: plaintext, tls, mtls,"
                  + " iam",
              "[err] consumer cannot start: GROUP_ID is not set; allowed: 1 to 255 characters"
                  + " without blanks");
    }
  }

  /** What it complained about; its last lines may be read after it has ended. */
  private static List<String> complaints(ServiceSystem service) {
    return Awaitility.await("three complaints")
        .until(
            () -> service.lines().stream().filter(l -> l.contains("cannot start:")).toList(),
            complaints -> complaints.size() >= 3);
  }
}
