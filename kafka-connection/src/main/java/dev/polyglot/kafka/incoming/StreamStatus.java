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
 * @param member whether this replica is in its consumer group
 * @param positions the partitions that this replica owns, each with the offset after the last
 *     record before which all are acknowledged; 0 while that is not known
 * @param end why no record will come any more; null while the stream goes on
 */
public record StreamStatus(
    Instant polledAt, boolean member, Map<TopicPartition, Long> positions, String end) {

  /** Keeps the positions from changing. */
  public StreamStatus {
    positions = Map.copyOf(positions);
  }
}
