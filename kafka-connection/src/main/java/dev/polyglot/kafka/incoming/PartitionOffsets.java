package dev.polyglot.kafka.incoming;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalLong;

/**
 * Finds where the reading of one partition may resume, by the offsets that were received.
 *
 * <p>Offsets that no record has (a transaction's marker, a compacted or deleted record) are passed,
 * since nothing waits for them. For one thread; only the acknowledgement of a record may come from
 * another.
 */
final class PartitionOffsets {

  private final Deque<IncomingRecord> outstanding = new ArrayDeque<>();

  void received(IncomingRecord message) {
    outstanding.addLast(message);
  }

  /**
   * Gives the first record that is not acknowledged, in the order of receipt.
   *
   * @return its offset, at which reading may resume; empty if every record is acknowledged, so that
   *     reading may resume at the consumer's position
   */
  OptionalLong firstOutstanding() {
    while (!outstanding.isEmpty() && outstanding.peekFirst().isAcknowledged()) {
      outstanding.removeFirst();
    }
    return outstanding.isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(outstanding.peekFirst().offset());
  }

  /** How many records are kept: from the first that is not acknowledged to the last received. */
  int outstanding() {
    firstOutstanding();
    return outstanding.size();
  }

  boolean isAnyInFlight() {
    return outstanding.stream().anyMatch(IncomingRecord::isInFlight);
  }

  void drop() {
    outstanding.forEach(IncomingRecord::setDropped);
    outstanding.clear();
  }
}
