package dev.polyglot.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyglot.local.system.OwnSystem;
import dev.polyglot.local.system.ProducerSystem;
import dev.polyglot.local.system.SlowBroker;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

@OwnSystem
class SlowBrokerIT {

  private static final Duration SLOW = Duration.ofMillis(1500);

  @Test
  void usesBrokersThatTakeASecondAndAHalfForEachAnswer() {
    try (SlowBroker slow = SlowBroker.start(SLOW);
        ProducerSystem producer = new ProducerSystem(slow.bootstrapServers(), Map.of())) {
      producer.awaitLive();
      Awaitility.await("the producer is connected")
          .atMost(Duration.ofSeconds(60))
          .until(() -> producer.post("first").statusCode() == 201);
      long records = slow.broker().recordCount("events");
      int connections = slow.connections();

      List<HttpResponse<String>> answers =
          producer.postAll(IntStream.range(0, 200).mapToObj(n -> "slow " + n).toList());

      assertThat(answers).extracting(HttpResponse::statusCode).hasSize(200).containsOnly(201);
      assertThat(slow.broker().recordCount("events")).isEqualTo(records + 200);
      assertThat(slow.connections()).isEqualTo(connections);
    }
  }
}
