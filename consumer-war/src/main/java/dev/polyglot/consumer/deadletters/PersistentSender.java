package dev.polyglot.consumer.deadletters;

import java.time.Duration;
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
   * @return completes, never exceptionally, once all in-sync replicas have it
   */
  public CompletionStage<Void> send(ProducerRecord<byte[], byte[]> letter) {
    return send(letter, Duration.ofSeconds(1));
  }

  /** Why the last try failed; null when there was none or it succeeded. */
  public String problem() {
    return problem;
  }

  private CompletionStage<Void> send(ProducerRecord<byte[], byte[]> letter, Duration nextPause) {
    return once(letter)
        .handle((nothing, failure) -> failure == null ? sent() : again(letter, failure, nextPause))
        .thenCompose(Function.identity());
  }

  private CompletionStage<Void> once(ProducerRecord<byte[], byte[]> letter) {
    try {
      return channel.apply(letter);
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private CompletionStage<Void> sent() {
    problem = null;
    return CompletableFuture.completedFuture(null);
  }

  private CompletionStage<Void> again(
      ProducerRecord<byte[], byte[]> letter, Throwable failure, Duration nextPause) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof RecordTooLargeException && letter.value() != null) {
      return send(DeadLetter.withoutValue(letter), nextPause);
    }
    problem = String.valueOf(cause);
    Duration longer = nextPause.multipliedBy(2);
    return pause
        .apply(nextPause)
        .thenCompose(
            nothing -> send(letter, longer.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : longer));
  }
}
