package dev.polyglot.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyglot.local.run.TemporaryFolder;
import dev.polyglot.local.system.BrokerSystem;
import dev.polyglot.local.system.ConsumerSystem;
import dev.polyglot.local.system.OwnSystem;
import dev.polyglot.local.system.ServiceSystem;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Offsets that no record has: nothing may wait for them. */
@OwnSystem
class OffsetGapIT {

  private static TemporaryFolder data;
  private static BrokerSystem broker;

  @BeforeAll
  static void startABroker() {
    data = TemporaryFolder.create("polyglot-test-gaps");
    broker = BrokerSystem.start(data.path(), Map.of("log.cleaner.backoff.ms", "100"));
  }

  @AfterAll
  static void stopTheBroker() {
    broker.close();
    data.close();
  }

  @Test
  void commitsPastTransactionsAndPrintsNothingThatWasAborted() {
    broker.declareTopic("transactions", Map.of());
    try (ConsumerSystem consumer = consumerOf("transactions")) {
      consumer.awaitReady();

      broker.writeInTransaction("transactions", List.of("committed 1", "committed 2"));
      broker.writeAndAbort("transactions", List.of("aborted"));
      broker.writeAll("transactions", "key", List.of("after the transactions"));
      broker.writeInTransaction("transactions", List.of("committed 3"));

      consumer.awaitEvent("committed 3");
      assertGoesOnAndPrintsNothingAgain(consumer, "transactions");
      assertThat(consumer.eventLines())
          .hasSize(5)
          .noneMatch(line -> line.contains("aborted"))
          .anyMatch(line -> line.endsWith("after the transactions"));
    }
  }

  @Test
  void commitsPastCompactedRecords() {
    broker.declareTopic(
        "compacted",
        Map.of(
            "cleanup.policy", "compact",
            "segment.ms", "100",
            "min.cleanable.dirty.ratio", "0.01"));
    broker.writeAll("compacted", "first", List.of("before the gap"));
    broker.writeAll(
        "compacted", "key", IntStream.range(0, 100).mapToObj(n -> "value " + n).toList());
    Awaitility.await("compaction leaves a gap")
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(500))
        .until(
            () -> {
              // A segment is compacted once a later record has closed it.
              broker.writeAll("compacted", "other", List.of("after the gap"));
              List<ConsumerRecord<byte[], byte[]>> records = broker.read("compacted");
              return records.get(1).offset() > 50;
            });
    try (ConsumerSystem consumer = consumerOf("compacted")) {
      consumer.awaitReady();

      consumer.awaitEvent("after the gap");
      assertGoesOnAndPrintsNothingAgain(consumer, "compacted");
      assertThat(consumer.eventLinesWith("before the gap")).hasSize(1);
      assertThat(consumer.eventLinesWith("value 99")).hasSize(1);
    }
  }

  @Test
  void commitsPastRecordsThatWereDeletedBeforeTheyWereRead() {
    broker.declareTopic("deleted", Map.of());
    broker.writeAll("deleted", "key", List.of("read"));
    try (ConsumerSystem consumer = consumerOf("deleted")) {
      consumer.awaitReady();
      consumer.awaitEvent("read");
      awaitNoLag("deleted");
      consumer.terminate();
      broker.writeAll("deleted", "key", List.of("deleted 1", "deleted 2", "kept"));
      broker.deleteRecordsBefore("deleted", 3);
      consumer.startAgain();

      consumer.awaitEvent("kept");
      assertGoesOnAndPrintsNothingAgain(consumer, "deleted");
      assertThat(consumer.eventLines()).hasSize(3).noneMatch(line -> line.contains("deleted 1"));
    }
  }

  /** Prints one more line: that of a record written after a restart. */
  private static void assertGoesOnAndPrintsNothingAgain(ConsumerSystem consumer, String topic) {
    awaitNoLag(topic);
    HttpResponse<String> ready = consumer.get("/health/ready");
    assertThat(ready.statusCode()).isEqualTo(200);
    Awaitility.await("health shows no lag")
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                ServiceSystem.check(consumer.get("/health/ready"), "channel events")
                        .at("/data/lag")
                        .asLong()
                    == 0);
    int printed = consumer.eventLines().size();

    consumer.terminate();
    consumer.startAgain();
    broker.writeAll(topic, "last", List.of("after the restart"));

    consumer.awaitEvent("after the restart");
    assertThat(consumer.eventLines()).hasSize(printed + 1);
    awaitNoLag(topic);
  }

  private static void awaitNoLag(String topic) {
    Awaitility.await("group " + topic + " has no lag")
        .atMost(Duration.ofSeconds(30))
        .until(() -> broker.lag(topic, topic) == 0);
  }

  private static ConsumerSystem consumerOf(String topic) {
    return new ConsumerSystem(broker.bootstrapServers(), Map.of("TOPIC", topic, "GROUP_ID", topic));
  }
}
