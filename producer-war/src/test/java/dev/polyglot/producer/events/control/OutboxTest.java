package dev.polyglot.producer.events.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class OutboxTest {

  private static final Duration NEVER = Duration.ofMinutes(10);
  private static final Duration SOON = Duration.ofMillis(500);

  private final Queue<Runnable> turns = new ArrayDeque<>();
  private final List<String> sent = new ArrayList<>();
  private final Map<String, CompletableFuture<Void>> acknowledgements = new ConcurrentHashMap<>();

  @Test
  void completesWhenTheBrokersAcknowledge() {
    Outbox<String> outbox = outbox(Runnable::run, NEVER, 1);
    CompletableFuture<Void> answer = send(outbox, "a");
    assertThat(sent).containsExactly("a");
    assertThat(answer).isNotDone();
    assertThat(outbox.inFlight()).isEqualTo(1);

    acknowledgements.get("a").complete(null);
    assertThat(answer).isCompletedWithValue(null);
    assertThat(outbox.inFlight()).isZero();
  }

  @Test
  void passesOnWhatTheBrokersSay() {
    Outbox<String> outbox = outbox(Runnable::run, NEVER, 1);
    CompletableFuture<Void> answer = send(outbox, "a");
    IllegalStateException refusal = new IllegalStateException("refused");
    acknowledgements.get("a").completeExceptionally(refusal);
    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(answer::get)
        .havingCause()
        .isSameAs(refusal);
    assertThat(outbox.inFlight()).isZero();
  }

  @Test
  void passesOnAFailureOfTheChannelItself() {
    IllegalStateException closed = new IllegalStateException("the channel is closed");
    Outbox<String> outbox =
        new Outbox<>(
            record -> {
              throw closed;
            },
            Runnable::run,
            NEVER,
            1);
    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(send(outbox, "a")::get)
        .havingCause()
        .isSameAs(closed);
    assertThat(outbox.inFlight()).isZero();
  }

  @Test
  void failsWhenNobodyTakesTheTurn() {
    Outbox<String> outbox =
        outbox(
            turn -> {
              throw new RejectedExecutionException("shut down");
            },
            NEVER,
            1);
    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(send(outbox, "a")::get)
        .withCauseInstanceOf(RejectedExecutionException.class);
    assertThat(outbox.inFlight()).isZero();
  }

  @Test
  void keepsTheOrder() {
    Outbox<String> outbox = outbox(turns::add, NEVER, 3);
    List.of("a", "b", "c").forEach(outbox::send);
    assertThat(sent).isEmpty();
    takeTurns(3);
    assertThat(sent).containsExactly("a", "b", "c");
  }

  @Test
  void takesAsManyAsTheLimitAndRefusesOneMoreAtOnce() {
    Outbox<String> outbox = outbox(turns::add, NEVER, 2);
    CompletableFuture<Void> first = send(outbox, "a");
    CompletableFuture<Void> second = send(outbox, "b");
    CompletableFuture<Void> third = send(outbox, "c");
    assertThat(first).isNotDone();
    assertThat(second).isNotDone();
    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(third::get)
        .withCauseInstanceOf(OverloadedException.class)
        .havingCause()
        .withMessage("2 events are waiting for their acknowledgement, which is the limit");
    assertThat(outbox.inFlight()).isEqualTo(2);
    takeTurns(2);
    assertThat(sent).containsExactly("a", "b");
  }

  @Test
  void takesTheNextOneAfterAnAcknowledgement() {
    Outbox<String> outbox = outbox(Runnable::run, NEVER, 1);
    outbox.send("a");
    assertThat(send(outbox, "refused")).isCompletedExceptionally();
    acknowledgements.get("a").complete(null);
    assertThat(send(outbox, "b")).isNotDone();
    assertThat(sent).containsExactly("a", "b");
  }

  @Test
  void takesTheNextOneAfterAFailure() {
    Outbox<String> outbox = outbox(Runnable::run, NEVER, 1);
    outbox.send("a");
    acknowledgements.get("a").completeExceptionally(new IllegalStateException("refused"));
    assertThat(send(outbox, "b")).isNotDone();
    assertThat(sent).containsExactly("a", "b");
  }

  @Test
  void hasReleasedThePlaceByTheTimeTheCallerKnows() {
    Outbox<String> outbox = outbox(Runnable::run, NEVER, 1);
    CompletionStage<Integer> inFlightAtAnswer =
        outbox.send("a").thenApply(nothing -> outbox.inFlight());
    acknowledgements.get("a").complete(null);
    assertThat(inFlightAtAnswer.toCompletableFuture()).isCompletedWithValue(0);
  }

  @Test
  void failsAtTheDeadlineWithoutAnAcknowledgement() {
    Outbox<String> outbox = outbox(Runnable::run, SOON, 1);
    assertTimesOut(send(outbox, "a"));
    assertThat(sent).containsExactly("a");
  }

  @Test
  void countsARecordThatTheBrokersMayStillWriteAsInFlight() {
    Outbox<String> outbox = outbox(Runnable::run, SOON, 1);
    CompletableFuture<Void> answer = send(outbox, "a");
    assertTimesOut(answer);
    assertThat(outbox.inFlight()).isEqualTo(1);

    acknowledgements.get("a").complete(null);
    assertThat(outbox.inFlight()).isZero();
    assertTimesOut(answer);
  }

  @Test
  void dropsARecordThatWaitedForItsTurnUntilItsDeadline() {
    Outbox<String> outbox = outbox(turns::add, SOON, 1);
    assertTimesOut(send(outbox, "a"));
    takeTurns(1);
    assertThat(sent).isEmpty();
    assertThat(outbox.inFlight()).isZero();
  }

  @Test
  void failsAtTheDeadlineWhileTheChannelBlocksItsThread() throws InterruptedException {
    CountDownLatch blocked = new CountDownLatch(1);
    CountDownLatch brokersKnown = new CountDownLatch(1);
    ExecutorService sender = Executors.newSingleThreadExecutor();
    Outbox<String> outbox =
        new Outbox<>(
            record -> {
              blocked.countDown();
              sent.add(record);
              awaitUninterrupted(brokersKnown);
              return CompletableFuture.completedFuture(null);
            },
            sender,
            // Long enough for the sender's thread to have begun, on a machine that is busy too.
            Duration.ofSeconds(3),
            2);
    try {
      CompletableFuture<Void> inTheChannel = send(outbox, "a");
      blocked.await();
      CompletableFuture<Void> waiting = send(outbox, "b");
      assertTimesOut(inTheChannel);
      assertTimesOut(waiting);
      assertThat(outbox.inFlight()).isEqualTo(2);
    } finally {
      brokersKnown.countDown();
      sender.shutdown();
    }
    assertThat(sender.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
    assertThat(sent).containsExactly("a");
    assertThat(outbox.inFlight()).isZero();
  }

  private Outbox<String> outbox(Executor turn, Duration deadline, int maxInFlight) {
    return new Outbox<>(
        record -> {
          sent.add(record);
          return acknowledgements.computeIfAbsent(record, any -> new CompletableFuture<>());
        },
        turn,
        deadline,
        maxInFlight);
  }

  private static CompletableFuture<Void> send(Outbox<String> outbox, String record) {
    return outbox.send(record).toCompletableFuture();
  }

  private void takeTurns(int count) {
    assertThat(turns).hasSize(count);
    turns.forEach(Runnable::run);
    turns.clear();
  }

  private static void assertTimesOut(CompletableFuture<Void> answer) {
    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(answer::get)
        .withCauseInstanceOf(TimeoutException.class);
  }

  private static void awaitUninterrupted(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
