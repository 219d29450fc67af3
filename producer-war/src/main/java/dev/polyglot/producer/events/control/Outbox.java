package dev.polyglot.producer.events.control;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * Hands records to the brokers without holding a caller's thread, and never longer than a deadline.
 *
 * <p>At least once: a record whose deadline passed may still be written later. Records keep the
 * order in which they were handed in. A record that is still waiting for its turn when its deadline
 * passes is dropped unsent.
 *
 * @param <R> the kind of record
 */
public final class Outbox<R> {

  private final Function<R, CompletionStage<Void>> channel;
  private final Executor turn;
  private final Duration deadline;
  private final int maxInFlight;
  private final AtomicInteger inFlight = new AtomicInteger();

  /**
   * @param channel sends a record; its stage completes with the acknowledgement of all in-sync
   *     replicas. It may block while the brokers are unknown
   * @param turn runs one send after the other, on a thread that may be blocked
   * @param deadline how long an acknowledgement may take
   * @param maxInFlight how many records may be unacknowledged at once
   */
  public Outbox(
      Function<R, CompletionStage<Void>> channel,
      Executor turn,
      Duration deadline,
      int maxInFlight) {
    this.channel = channel;
    this.turn = turn;
    this.deadline = deadline;
    this.maxInFlight = maxInFlight;
  }

  /**
   * Sends a record.
   *
   * @param record what to send
   * @return completes once all in-sync replicas have the record; fails with {@link
   *     OverloadedException} at once if too many are in flight, with {@link
   *     java.util.concurrent.TimeoutException} at the deadline, or with what the broker said
   */
  public CompletionStage<Void> send(R record) {
    if (inFlight.incrementAndGet() > maxInFlight) {
      inFlight.decrementAndGet();
      return CompletableFuture.failedFuture(new OverloadedException(maxInFlight));
    }
    CompletableFuture<Void> acknowledged = new CompletableFuture<>();
    acknowledged.orTimeout(deadline.toMillis(), TimeUnit.MILLISECONDS);
    try {
      turn.execute(() -> sendUnlessLate(record, acknowledged));
    } catch (RuntimeException e) {
      settle(acknowledged, e);
    }
    return acknowledged;
  }

  /** How many records are not settled yet: neither acknowledged, nor refused, nor dropped. */
  public int inFlight() {
    return inFlight.get();
  }

  private void sendUnlessLate(R record, CompletableFuture<Void> acknowledged) {
    if (acknowledged.isDone()) {
      settle(acknowledged, null);
      return;
    }
    try {
      channel.apply(record).whenComplete((nothing, problem) -> settle(acknowledged, problem));
    } catch (RuntimeException e) {
      settle(acknowledged, e);
    }
  }

  private void settle(CompletableFuture<Void> acknowledged, Throwable problem) {
    inFlight.decrementAndGet();
    if (problem == null) {
      acknowledged.complete(null);
    } else {
      acknowledged.completeExceptionally(problem);
    }
  }
}
