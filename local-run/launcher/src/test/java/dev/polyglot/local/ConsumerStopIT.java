package dev.polyglot.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyglot.local.run.TemporaryFolder;
import dev.polyglot.local.system.BrokerSystem;
import dev.polyglot.local.system.ConsumerSystem;
import dev.polyglot.local.system.OwnSystem;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

@OwnSystem
class ConsumerStopIT {

  private static final int STOPS = 5;

  @Test
  void printsEachEventOnceWhenItIsStoppedUnderLoad() {
    try (TemporaryFolder data = TemporaryFolder.create("polyglot-test-stop");
        BrokerSystem broker = BrokerSystem.start(data.path(), Map.of());
        ConsumerSystem consumer = new ConsumerSystem(broker.bootstrapServers(), Map.of())) {
      consumer.awaitReady();
      try (Load load = new Load(broker)) {
        for (int stop = 0; stop < STOPS; stop++) {
          awaitMoreLines(consumer, 200);
          consumer.terminate();
          consumer.startAgain();
        }
        awaitMoreLines(consumer, 200);

        assertEachIsPrintedOnce(load.end(), consumer);
      }
    }
  }

  @Test
  void printsEachEventOnceWhenReplicasComeAndGo() {
    try (TemporaryFolder data = TemporaryFolder.create("polyglot-test-replicas");
        BrokerSystem broker = BrokerSystem.start(data.path(), Map.of());
        ConsumerSystem first = replica(broker, "consumer-1")) {
      first.awaitReady();
      try (Load load = new Load(broker);
          ConsumerSystem second = replica(broker, "consumer-2")) {
        awaitMoreLines(first, 200);
        second.awaitReady();
        awaitMoreLines(second, 200);
        first.terminate();
        awaitMoreLines(second, 200);
        first.startAgain();
        awaitMoreLines(first, 200);

        assertEachIsPrintedOnce(load.end(), first, second);
      }
    }
  }

  private static ConsumerSystem replica(BrokerSystem broker, String clientId) {
    return new ConsumerSystem(broker.bootstrapServers(), Map.of("CLIENT_ID", clientId));
  }

  private static void assertEachIsPrintedOnce(int written, ConsumerSystem... replicas) {
    Awaitility.await("all events are printed")
        .atMost(Duration.ofSeconds(60))
        .until(() -> printed(replicas).distinct().count() >= written);
    assertThat(printed(replicas).toList())
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, written).mapToObj(number -> "load " + number).toList());
  }

  private static Stream<String> printed(ConsumerSystem... replicas) {
    return Stream.of(replicas)
        .flatMap(replica -> replica.eventLines().stream())
        .map(line -> line.split(" ", 5)[4]);
  }

  private static void awaitMoreLines(ConsumerSystem consumer, int count) {
    int before = consumer.eventLines().size();
    Awaitility.await(count + " more lines")
        .atMost(Duration.ofSeconds(60))
        .until(() -> consumer.eventLines().size() >= before + count);
  }

  /** About 300 events a second, without ids: no duplicate window can hide that one comes twice. */
  private static final class Load implements AutoCloseable {

    private final AtomicBoolean enough = new AtomicBoolean();
    private final CompletableFuture<Integer> writing;

    Load(BrokerSystem broker) {
      writing = CompletableFuture.supplyAsync(() -> write(broker));
    }

    /** Ends the load; gives how many events were written. */
    int end() {
      enough.set(true);
      return writing.join();
    }

    @Override
    public void close() {
      end();
    }

    private int write(BrokerSystem broker) {
      int number = 0;
      try (KafkaProducer<String, String> producer = broker.textProducer(Map.of())) {
        while (!enough.get()) {
          String key = Integer.toString(number);
          producer.send(new ProducerRecord<>("events", key, "load " + number));
          number++;
          LockSupport.parkNanos(Duration.ofMillis(3).toNanos());
        }
      }
      return number;
    }
  }
}
