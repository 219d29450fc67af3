package dev.polyglot.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyglot.local.broker.EmbeddedBroker;
import dev.polyglot.local.run.TemporaryFolder;
import dev.polyglot.local.system.BrokerSystem;
import dev.polyglot.local.system.ConsumerSystem;
import dev.polyglot.local.system.ProducerSystem;
import dev.polyglot.local.system.RunningSystem;
import dev.polyglot.local.system.ServiceSystem;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(RunningSystem.class)
class BrokerOutageIT {

  private static final Duration DEADLINE = Duration.ofMillis(RunningSystem.ACK_DEADLINE_MS);

  /** The time allowed between the deadline and the answer, on a machine that is busy. */
  private static final Duration SLACK = Duration.ofSeconds(2);

  private final BrokerSystem broker;
  private final ProducerSystem producer;
  private final ConsumerSystem consumer;

  BrokerOutageIT(BrokerSystem broker, ProducerSystem producer, ConsumerSystem consumer) {
    this.broker = broker;
    this.producer = producer;
    this.consumer = consumer;
  }

  @Test
  void answers503WithinTheDeadlineWhileTheBrokerStandsStillAndRecoversByItself() {
    String before = producer.posted("before the outage");
    List<HttpResponse<String>> answers;
    Duration elapsed;
    broker.pause();
    try {
      Instant begin = Instant.now();
      answers = producer.postAll(IntStream.range(0, 50).mapToObj(n -> "outage " + n).toList());
      elapsed = Duration.between(begin, Instant.now());

      assertThat(answers).extracting(HttpResponse::statusCode).hasSize(50).containsOnly(503);
      assertThat(answers)
          .allSatisfy(
              answer -> {
                assertThat(answer.headers().firstValue("Retry-After")).isPresent();
                assertThat(ServiceSystem.json(answer).get("type").asText())
                    .isEqualTo("urn:polyglot:problem:not-acknowledged");
              });
      assertThat(elapsed).isLessThan(DEADLINE.plus(SLACK));
      assertReadinessTells(producer);
      assertReadinessTells(consumer);
      assertThat(producer.get("/health/live").statusCode()).isEqualTo(200);
      assertThat(consumer.get("/health/live").statusCode()).isEqualTo(200);
    } finally {
      broker.resume();
    }

    producer.awaitReady();
    consumer.awaitReady();
    Set<String> after =
        IntStream.range(0, 20)
            .mapToObj(number -> producer.posted("after the outage " + number))
            .collect(Collectors.toSet());
    assertThat(after).hasSize(20).doesNotContain(before);
    consumer.awaitEvents(after);
  }

  @Test
  void startsWithABrokerWhoseNameIsNotKnownYet() {
    try (ProducerSystem early = new ProducerSystem("broker.invalid:9092", Map.of())) {
      early.awaitLive();

      assertThat(early.post("nobody knows where").statusCode()).isEqualTo(503);
      assertReadinessTells(early);
    }
  }

  @Test
  void refusesAtOnceWhatIsMoreThanMayWaitForTheBrokers() {
    try (ProducerSystem narrow =
        new ProducerSystem("broker.invalid:9092", Map.of("MAX_IN_FLIGHT", "10"))) {
      narrow.awaitLive();

      List<HttpResponse<String>> answers =
          narrow.postAll(IntStream.range(0, 50).mapToObj(n -> "too many " + n).toList());

      assertThat(answers).extracting(HttpResponse::statusCode).hasSize(50).containsOnly(503);
      assertThat(answers)
          .extracting(answer -> ServiceSystem.json(answer).get("type").asText())
          .containsOnly("urn:polyglot:problem:overloaded", "urn:polyglot:problem:not-acknowledged");
    }
  }

  @Test
  void startsBeforeTheBrokerAndRecoversByItself() {
    int port = EmbeddedBroker.freePort();
    try (TemporaryFolder data = TemporaryFolder.create("polyglot-test-late-broker");
        ProducerSystem early = new ProducerSystem("127.0.0.1:" + port, Map.of())) {
      early.awaitLive();
      Instant begin = Instant.now();
      List<HttpResponse<String>> answers =
          early.postAll(IntStream.range(0, 50).mapToObj(n -> "early " + n).toList());
      Duration elapsed = Duration.between(begin, Instant.now());
      assertThat(answers).extracting(HttpResponse::statusCode).hasSize(50).containsOnly(503);
      assertThat(elapsed).isLessThan(DEADLINE.plus(SLACK));

      try (BrokerSystem late = BrokerSystem.start(port, data.path(), Map.of())) {
        early.awaitReady();
        early.posted("the broker is there");
        assertThat(late.recordCount("events")).isEqualTo(1);
      }
    }
  }

  private static void assertReadinessTells(ServiceSystem service) {
    HttpResponse<String> answer =
        Awaitility.await("readiness sees that Kafka is unreachable")
            .atMost(Duration.ofSeconds(60))
            .until(() -> service.get("/health/ready"), ready -> ready.statusCode() == 503);
    assertThat(ServiceSystem.checkStatus(answer, "kafka")).isEqualTo("DOWN");
    assertThat(ServiceSystem.checkStatus(answer, "channel events")).isEqualTo("UP");
  }
}
