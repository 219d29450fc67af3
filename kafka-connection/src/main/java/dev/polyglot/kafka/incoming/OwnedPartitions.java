package dev.polyglot.kafka.incoming;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Knows what may be committed for the partitions that this replica owns, and for no other.
 *
 * <p>A partition that is taken away is forgotten with its records: their acknowledgements come too
 * late, and the next owner receives them.
 */
final class OwnedPartitions {

  private final Map<TopicPartition, PartitionOffsets> owned = new HashMap<>();
  private final Map<TopicPartition, Long> committed = new HashMap<>();
  private final Function<TopicPartition, OptionalLong> position;

  /**
   * @param position the offset that the consumer reads next; empty while it is not known
   */
  OwnedPartitions(Function<TopicPartition, OptionalLong> position) {
    this.position = position;
  }

  void add(Collection<TopicPartition> partitions) {
    partitions.forEach(partition -> owned.put(partition, new PartitionOffsets()));
  }

  boolean isEmpty() {
    return owned.isEmpty();
  }

  void remove(Collection<TopicPartition> partitions) {
    for (TopicPartition partition : partitions) {
      committed.remove(partition);
      PartitionOffsets offsets = owned.remove(partition);
      if (offsets != null) {
        offsets.drop();
      }
    }
  }

  /** Takes the records of one poll as messages, in the order of receipt. */
  void received(
      ConsumerRecords<byte[], byte[]> records,
      IncomingRecord.Settlement settlement,
      Consumer<IncomingRecord> messages) {
    for (TopicPartition partition : records.partitions()) {
      PartitionOffsets offsets = owned.get(partition);
      for (ConsumerRecord<byte[], byte[]> record : records.records(partition)) {
        IncomingRecord message = new IncomingRecord(record, settlement);
        offsets.received(message);
        messages.accept(message);
      }
    }
  }

  /** Where reading may resume; partitions whose position is not known yet are left out. */
  Map<TopicPartition, Long> resumable() {
    Map<TopicPartition, Long> offsets = new HashMap<>();
    owned.forEach(
        (partition, received) -> {
          OptionalLong first = received.firstOutstanding();
          (first.isPresent() ? first : position.apply(partition))
              .ifPresent(offset -> offsets.put(partition, offset));
        });
    return offsets;
  }

  /** What is to be committed of some offsets: those that are not committed yet. */
  Map<TopicPartition, OffsetAndMetadata> uncommitted(Map<TopicPartition, Long> offsets) {
    Map<TopicPartition, OffsetAndMetadata> uncommitted = new HashMap<>();
    offsets.forEach(
        (partition, offset) -> {
          if (!offset.equals(committed.get(partition))) {
            uncommitted.put(partition, new OffsetAndMetadata(offset));
          }
        });
    return uncommitted;
  }

  /** Remembers what was committed; partitions that were taken away meanwhile are left out. */
  void committed(Map<TopicPartition, OffsetAndMetadata> offsets) {
    offsets.forEach(
        (partition, offset) -> {
          if (owned.containsKey(partition)) {
            committed.put(partition, offset.offset());
          }
        });
  }

  int outstanding() {
    return owned.values().stream().mapToInt(PartitionOffsets::outstanding).sum();
  }

  boolean isAnyInFlight() {
    return owned.values().stream().anyMatch(PartitionOffsets::isAnyInFlight);
  }
}
