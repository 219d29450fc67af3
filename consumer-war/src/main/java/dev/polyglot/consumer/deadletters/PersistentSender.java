package dev.polyglot.consumer.deadletters;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;

/**
 * Sends a dead letter until the brokers have it, however long they are away.
 *
 * <p>Giving up would lose the record or end the stream; waiting only holds its partition's replica
 * up. While it waits it says why.
 */
public final class PersistentSender {

  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  private final Function<ProducerRecord<byte[], byte[]>, CompletionStage<Void>> channel;
  private final Function<Duration, CompletionStage<Void>> pause;
  private volatile String problem;

  /**
   * @param channel sends a record; its stage completes with the brokers' acknowledgement
   * @param pause completes after a time
   */
  public PersistentSender(
      Function<ProducerRecord<byte[], byte[]>, CompletionStage<Void>> channel,
      Function<Duration, CompletionStage<Void>> pause) {
    this.channel = channel;
    this.pause = pause;
  }

  /**
   * Sends a dead letter.
   *
   * @param letter what to send; one that is too large for the topic goes without its value
   * @return completes once all in-sync replicas have it; exceptionally only if a pause does
   */
  public CompletionStage<Void> send(ProducerRecord<byte[], byte[]> letter) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    deliver(new Attempt(letter, FIRST_PAUSE), done);
    return done;
  }

  /** Why the last try failed; null when there was none or it succeeded. */
  public String problem() {
    return problem;
  }

  /** A loop over what is known at once, so that many failures need no deeper stack than one. */
  private void deliver(Attempt first, CompletableFuture<Void> done) {
    CompletableFuture<Optional<Attempt>> next = make(first);
    while (next.isDone() && !next.isCompletedExceptionally() && next.join().isPresent()) {
      next = make(next.join().get());
    }
    next.whenComplete(
        (attempt, failure) -> {
          if (failure != null) {
            done.completeExceptionally(failure);
          } else if (attempt.isPresent()) {
            deliver(attempt.get(), done);
          } else {
            done.complete(null);
          }
        });
  }

  /** Gives the next attempt, when it is time for it; none if this one succeeds. */
  private CompletableFuture<Optional<Attempt>> make(Attempt attempt) {
    return once(attempt.letter())
        .handle((nothing, failure) -> failure == null ? sent() : after(attempt, failure))
        .thenCompose(Function.identity())
        .toCompletableFuture();
  }

  private CompletionStage<Void> once(ProducerRecord<byte[], byte[]> letter) {
    try {
      return channel.apply(letter);
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private CompletionStage<Optional<Attempt>> sent() {
    problem = null;
    return CompletableFuture.completedFuture(Optional.empty());
  }

  private CompletionStage<Optional<Attempt>> after(Attempt attempt, Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof RecordTooLargeException && !DeadLetter.isWithoutValue(attempt.letter())) {
      return CompletableFuture.completedFuture(Optional.of(attempt.withoutValue()));
    }
    problem = String.valueOf(cause);
    return pause.apply(attempt.pause()).thenApply(nothing -> Optional.of(attempt.later()));
  }

  /**
   * One try.
   *
   * @param letter what is sent
   * @param pause how long to wait should it fail
   */
  private record Attempt(ProducerRecord<byte[], byte[]> letter, Duration pause) {

    Attempt withoutValue() {
      return new Attempt(DeadLetter.withoutValue(letter), pause);
    }

    Attempt later() {
      Duration longer = pause.multipliedBy(2);
      return new Attempt(letter, longer.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : longer);
    }
  }
}
