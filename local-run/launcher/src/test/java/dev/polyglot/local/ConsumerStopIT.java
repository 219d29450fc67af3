package dev.polyglot.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyglot.local.run.TemporaryFolder;
import dev.polyglot.local.system.BrokerSystem;
import dev.polyglot.local.system.ConsumerSystem;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class ConsumerStopIT {

  private static final int STOPS = 5;

  @Test
  void printsEachEventOnceWhenItIsStoppedUnderLoad() {
    try (TemporaryFolder data = TemporaryFolder.create("polyglot-test-stop");
        BrokerSystem broker = BrokerSystem.start(data.path(), Map.of());
        ConsumerSystem consumer = new ConsumerSystem(broker.bootstrapServers(), Map.of())) {
      AtomicBoolean enough = new AtomicBoolean();
      CompletableFuture<Integer> writing =
          CompletableFuture.supplyAsync(() -> writeUntil(enough, broker));
      consumer.awaitReady();
      for (int stop = 0; stop < STOPS; stop++) {
        awaitMoreLines(consumer, 200);
        consumer.terminate();
        consumer.startAgain();
      }
      awaitMoreLines(consumer, 200);
      enough.set(true);
      int written = writing.join();

      Awaitility.await("the last event is printed")
          .atMost(Duration.ofSeconds(60))
          .until(() -> consumer.eventLines().stream().distinct().count() >= written);
      List<String> printed =
          consumer.eventLines().stream().map(line -> line.split(" ", 5)[4]).toList();
      assertThat(printed)
          .containsExactlyInAnyOrderElementsOf(
              IntStream.range(0, written).mapToObj(number -> "load " + number).toList());
    }
  }

  /**
   * About 300 events a second, without ids: the duplicate window cannot hide that one comes twice.
   */
  private static int writeUntil(AtomicBoolean enough, BrokerSystem broker) {
    int number = 0;
    try (KafkaProducer<String, String> producer = broker.textProducer(Map.of())) {
      while (!enough.get()) {
        producer.send(new ProducerRecord<>("events", Integer.toString(number), "load " + number));
        number++;
        LockSupport.parkNanos(Duration.ofMillis(3).toNanos());
      }
    }
    return number;
  }

  private static void awaitMoreLines(ConsumerSystem consumer, int count) {
    int before = consumer.eventLines().size();
    Awaitility.await(count + " more lines")
        .atMost(Duration.ofSeconds(60))
        .until(() -> consumer.eventLines().size() >= before + count);
  }
}
