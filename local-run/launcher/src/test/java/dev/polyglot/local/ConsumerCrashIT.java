package dev.polyglot.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyglot.local.system.ConsumerSystem;
import dev.polyglot.local.system.ProducerSystem;
import dev.polyglot.local.system.RunningSystem;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;

@ExtendWith(RunningSystem.class)
@ResourceLock(RunningSystem.CONSUMER)
class ConsumerCrashIT {

  private final ProducerSystem producer;
  private final ConsumerSystem consumer;

  ConsumerCrashIT(ProducerSystem producer, ConsumerSystem consumer) {
    this.producer = producer;
    this.consumer = consumer;
  }

  @Test
  void leavesNoGapWhenTheConsumerIsKilledInTheMiddleAndStartedAgain() {
    CompletableFuture<Set<String>> posting = CompletableFuture.supplyAsync(() -> post(300));
    consumer.awaitEvent("crash 50");
    consumer.kill();
    Set<String> ids = new HashSet<>(posting.join());
    ids.addAll(post(100));
    Set<String> unprinted = new HashSet<>(ids);
    consumer.printedIds().forEach(unprinted::remove);
    assertThat(unprinted).hasSizeBetween(100, 399);

    consumer.startAgain();

    assertThat(ids).hasSize(400);
    consumer.awaitEvents(ids);
  }

  private Set<String> post(int count) {
    return IntStream.range(0, count)
        .mapToObj(number -> producer.posted("crash " + number))
        .collect(Collectors.toSet());
  }
}
