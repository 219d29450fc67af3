package dev.polyglot.kafka.incoming;

import dev.polyglot.kafka.incoming.StreamStatus.CommitFailure;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.RetriableException;

/**
 * Commits what is acknowledged: on an interval while the stream goes on, synchronously when a
 * partition is given up. For the stream's thread alone.
 */
final class Commits {

  private static final Logger LOG = System.getLogger(Commits.class.getName());

  /** How long a commit may hold up a rebalance or a stop. */
  static final Duration PATIENCE = Duration.ofSeconds(5);

  private final org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> client;
  private final OwnedPartitions owned = new OwnedPartitions(this::position);
  private final Duration interval;
  private final Clock clock;
  private final Consumer<RuntimeException> refused;

  private Instant due = Instant.MIN;
  private boolean underWay;
  private CommitFailure failure;

  /**
   * @param client commits
   * @param interval how long an acknowledged offset may wait
   * @param clock tells when a commit is due
   * @param refused takes the reason why this replica may not commit
   */
  Commits(
      org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> client,
      Duration interval,
      Clock clock,
      Consumer<RuntimeException> refused) {
    this.client = client;
    this.interval = interval;
    this.clock = clock;
    this.refused = refused;
  }

  OwnedPartitions owned() {
    return owned;
  }

  boolean isDue() {
    Instant now = clock.instant();
    boolean clockSteppedBack = now.plus(interval).isBefore(due);
    return !now.isBefore(due) || clockSteppedBack;
  }

  /** Why nothing is committed at present; null while commits succeed, or nothing waits for one. */
  CommitFailure failure() {
    return failure;
  }

  /**
   * Sends what is not committed yet, without waiting for the answer.
   *
   * @return where reading may resume
   */
  Map<TopicPartition, Long> send() {
    due = clock.instant().plus(interval);
    Map<TopicPartition, Long> positions = owned.resumable();
    Map<TopicPartition, OffsetAndMetadata> offsets = owned.uncommitted(positions);
    if (offsets.isEmpty()) {
      failure = null;
    } else if (!underWay) {
      underWay = true;
      client.commitAsync(offsets, this::answered);
    }
    return positions;
  }

  /** What failed is sent again with the next; only a refusal is final. */
  private void answered(Map<TopicPartition, OffsetAndMetadata> offsets, Exception problem) {
    underWay = false;
    if (problem == null) {
      committed(offsets);
    } else if (problem instanceof AuthorizationException
        || problem instanceof AuthenticationException) {
      refused.accept((RuntimeException) problem);
    } else if (failure == null) {
      failure = new CommitFailure(clock.instant(), problem.toString());
      LOG.log(
          Level.WARNING,
          "{0} are not committed, and are sent again until they are: {1}",
          offsets,
          problem);
    }
  }

  private void committed(Map<TopicPartition, OffsetAndMetadata> offsets) {
    owned.committed(offsets);
    failure = null;
  }

  /** Commits before partitions are given up; if that fails, they are given up all the same. */
  void complete(Collection<TopicPartition> partitions) {
    try {
      Map<TopicPartition, Long> positions = owned.resumable();
      positions.keySet().retainAll(partitions);
      Map<TopicPartition, OffsetAndMetadata> offsets = owned.uncommitted(positions);
      if (!offsets.isEmpty()) {
        client.commitSync(offsets, PATIENCE);
        committed(offsets);
      }
    } catch (KafkaException e) {
      LOG.log(
          Level.WARNING,
          "{0} are given up without a commit; records after the last one come again: {1}",
          partitions,
          e);
    }
  }

  private OptionalLong position(TopicPartition partition) {
    try {
      return OptionalLong.of(client.position(partition, Duration.ZERO));
    } catch (RetriableException e) {
      return OptionalLong.empty();
    }
  }
}
