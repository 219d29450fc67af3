package dev.polyglot.kafka.incoming;

import java.time.Instant;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * How far a channel is, for health checks: readable at any time, by any thread, without asking a
 * broker.
 *
 * @param polledAt when the channel last asked for records; at least once a second unless its
 *     listener holds it up
 * @param member whether this replica is in its consumer group; false while an eager rebalance goes
 *     on
 * @param positions the partitions that this replica owns, each with the offset after the last
 *     record before which all are acknowledged; 0 while that is not known
 * @param commitFailure why acknowledged records are not committed; null while commits succeed
 * @param end why no record will come any more; null while the stream goes on
 */
public record StreamStatus(
    Instant polledAt,
    boolean member,
    Map<TopicPartition, Long> positions,
    CommitFailure commitFailure,
    String end) {

  /**
   * That commits fail: a restart would deliver what was acknowledged meanwhile again.
   *
   * @param since when the first of them failed
   * @param cause why it failed
   */
  public record CommitFailure(Instant since, String cause) {}

  /** Keeps the positions from changing. */
  public StreamStatus {
    positions = Map.copyOf(positions);
  }
}
