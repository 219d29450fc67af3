package dev.polyglot.consumer.deadletters;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PersistentSenderTest {

  private final List<ProducerRecord<byte[], byte[]>> sent = new ArrayList<>();
  private final List<Duration> pauses = new ArrayList<>();
  private final ProducerRecord<byte[], byte[]> letter =
      DeadLetter.of(
          "events.dlq",
          new ConsumerRecord<>("events", 2, 48, "key".getBytes(UTF_8), "value".getBytes(UTF_8)),
          "malformed-json",
          "no end");

  @Test
  void sendsOnceWhereTheBrokersTakeIt() {
    PersistentSender sender = new PersistentSender(channel(attempt -> acknowledged()), this::over);
    assertThat(sender.send(letter)).isCompletedWithValue(null);
    assertThat(sent).containsExactly(letter);
    assertThat(pauses).isEmpty();
    assertThat(sender.problem()).isNull();
  }

  @Test
  void isDoneOnlyOnceTheBrokersAcknowledge() {
    CompletableFuture<Void> acknowledgement = new CompletableFuture<>();
    PersistentSender sender = new PersistentSender(channel(attempt -> acknowledgement), this::over);
    CompletionStage<Void> done = sender.send(letter);
    assertThat(done).isNotCompleted();
    acknowledgement.complete(null);
    assertThat(done).isCompletedWithValue(null);
  }

  @Test
  void triesAgainUntilItSucceedsWithLongerAndLongerPauses() {
    PersistentSender sender =
        new PersistentSender(
            channel(attempt -> attempt <= 8 ? failed(away()) : acknowledged()), this::over);
    assertThat(sender.send(letter)).isCompletedWithValue(null);
    assertThat(pauses).containsExactlyElementsOf(seconds(1, 2, 4, 8, 16, 30, 30, 30));
    assertThat(sent).hasSize(9).containsOnly(letter);
  }

  @Test
  void startsWithAShortPauseForEachLetter() {
    PersistentSender sender =
        new PersistentSender(
            channel(attempt -> attempt % 3 == 0 ? acknowledged() : failed(away())), this::over);
    assertThat(sender.send(letter)).isCompletedWithValue(null);
    assertThat(sender.send(letter)).isCompletedWithValue(null);
    assertThat(pauses).containsExactlyElementsOf(seconds(1, 2, 1, 2));
  }

  @Test
  void triesAgainWhenTheChannelItselfFails() {
    PersistentSender sender =
        new PersistentSender(
            channel(
                attempt -> {
                  if (attempt == 1) {
                    throw new IllegalStateException("no demand");
                  }
                  return acknowledged();
                }),
            this::over);
    assertThat(sender.send(letter)).isCompletedWithValue(null);
    assertThat(sent).hasSize(2);
    assertThat(pauses).containsExactlyElementsOf(seconds(1));
  }

  @Test
  void saysWhyTheLastTryFailedUntilOneSucceeds() {
    List<CompletableFuture<Void>> pending = new ArrayList<>();
    PersistentSender sender =
        new PersistentSender(
            channel(attempt -> attempt <= 2 ? failed(away()) : acknowledged()),
            time -> {
              pending.add(new CompletableFuture<>());
              return pending.get(pending.size() - 1);
            });
    CompletionStage<Void> done = sender.send(letter);
    assertThat(sent).hasSize(1);
    assertThat(sender.problem())
        .isEqualTo("org.apache.kafka.common.errors.TimeoutException: the brokers are away");

    pending.get(0).complete(null);
    assertThat(sent).hasSize(2);
    assertThat(sender.problem()).contains("the brokers are away");
    assertThat(done).isNotCompleted();

    pending.get(1).complete(null);
    assertThat(sent).hasSize(3);
    assertThat(sender.problem()).isNull();
    assertThat(done).isCompletedWithValue(null);
  }

  @Test
  void tellsTheCauseAndNotItsWrapping() {
    PersistentSender sender =
        new PersistentSender(
            channel(attempt -> failed(new CompletionException(away()))),
            time -> new CompletableFuture<>());
    sender.send(letter);
    assertThat(sender.problem())
        .isEqualTo("org.apache.kafka.common.errors.TimeoutException: the brokers are away");
  }

  @Test
  void sendsALetterThatIsTooLargeWithoutItsValueAtOnce() {
    PersistentSender sender =
        new PersistentSender(
            channel(
                attempt ->
                    attempt == 1
                        ? failed(new CompletionException(new RecordTooLargeException("too large")))
                        : acknowledged()),
            this::over);
    assertThat(sender.send(letter)).isCompletedWithValue(null);
    assertThat(sent).hasSize(2);
    assertThat(sent.get(0)).isSameAs(letter);
    assertThat(sent.get(1)).isEqualTo(DeadLetter.withoutValue(letter));
    assertThat(pauses).isEmpty();
    assertThat(sender.problem()).isNull();
  }

  @Test
  void givesUpTheKeyAndHeadersOfALetterThatIsTooLargeWithoutAnyValue() {
    ProducerRecord<byte[], byte[]> tombstone =
        DeadLetter.of(
            "events.dlq",
            new ConsumerRecord<>("events", 2, 48, new byte[1_000_000], null),
            "empty",
            "no value");
    PersistentSender sender =
        new PersistentSender(
            channel(
                attempt ->
                    attempt == 1 ? failed(new RecordTooLargeException("large")) : acknowledged()),
            this::over);
    assertThat(sender.send(tombstone)).isCompletedWithValue(null);
    assertThat(sent).hasSize(2);
    assertThat(sent.get(1)).isEqualTo(DeadLetter.withoutValue(tombstone));
    assertThat(sent.get(1).key()).isNull();
    assertThat(pauses).isEmpty();
  }

  @Test
  void keepsTryingALetterThatIsTooLargeEvenWithoutItsValue() {
    PersistentSender sender =
        new PersistentSender(
            channel(
                attempt ->
                    attempt <= 4 ? failed(new RecordTooLargeException("large")) : acknowledged()),
            this::over);
    assertThat(sender.send(letter)).isCompletedWithValue(null);
    assertThat(sent).hasSize(5);
    assertThat(sent.subList(1, 5)).containsOnly(DeadLetter.withoutValue(letter));
    assertThat(pauses).containsExactlyElementsOf(seconds(1, 2, 4));
  }

  @Test
  void triesALetterWithoutAValueAgainAfterAFailure() {
    PersistentSender sender =
        new PersistentSender(
            channel(
                attempt ->
                    switch (attempt) {
                      case 1 -> failed(new RecordTooLargeException("too large"));
                      case 2 -> failed(away());
                      default -> acknowledged();
                    }),
            this::over);
    assertThat(sender.send(letter)).isCompletedWithValue(null);
    assertThat(sent)
        .containsExactly(letter, DeadLetter.withoutValue(letter), DeadLetter.withoutValue(letter));
    assertThat(pauses).containsExactlyElementsOf(seconds(1));
  }

  @Test
  void failsWhereNobodyPausesAnyMore() {
    RejectedExecutionException stopped = new RejectedExecutionException("the server stops");
    PersistentSender sender =
        new PersistentSender(
            channel(attempt -> failed(away())),
            time -> {
              throw stopped;
            });
    assertThat(sender.send(letter))
        .isCompletedExceptionally()
        .failsWithin(Duration.ZERO)
        .withThrowableThat()
        .havingRootCause()
        .isSameAs(stopped);
    assertThat(sent).hasSize(1);
  }

  @Test
  void needsNoMoreStackForTenThousandTriesThanForOne() {
    PersistentSender sender =
        new PersistentSender(
            channel(attempt -> attempt <= 10_000 ? failed(away()) : acknowledged()), this::over);
    assertThat(sender.send(letter)).isCompletedWithValue(null);
    assertThat(sent).hasSize(10_001);
    assertThat(pauses).hasSize(10_000);
  }

  @Test
  void needsNoMoreStackWhereAnotherThreadFails() throws InterruptedException {
    ExecutorService brokers = Executors.newSingleThreadExecutor();
    PersistentSender sender =
        new PersistentSender(
            channel(
                attempt ->
                    CompletableFuture.runAsync(
                        () -> {
                          if (attempt <= 10_000) {
                            throw away();
                          }
                        },
                        brokers)),
            this::over);
    CompletableFuture<Void> done = sender.send(letter).toCompletableFuture();
    assertThat(done).succeedsWithin(Duration.ofSeconds(50));
    brokers.shutdown();
    assertThat(brokers.awaitTermination(5, TimeUnit.SECONDS)).isTrue();
    assertThat(sent).hasSize(10_001);
  }

  private java.util.function.Function<ProducerRecord<byte[], byte[]>, CompletionStage<Void>>
      channel(IntFunction<CompletionStage<Void>> answer) {
    return record -> {
      sent.add(record);
      return answer.apply(sent.size());
    };
  }

  private CompletionStage<Void> over(Duration pause) {
    pauses.add(pause);
    return CompletableFuture.completedFuture(null);
  }

  private static CompletionStage<Void> acknowledged() {
    return CompletableFuture.completedFuture(null);
  }

  private static CompletionStage<Void> failed(RuntimeException problem) {
    return CompletableFuture.failedFuture(problem);
  }

  private static TimeoutException away() {
    return new TimeoutException("the brokers are away");
  }

  private static List<Duration> seconds(long... seconds) {
    return LongStream.of(seconds).mapToObj(Duration::ofSeconds).toList();
  }
}
