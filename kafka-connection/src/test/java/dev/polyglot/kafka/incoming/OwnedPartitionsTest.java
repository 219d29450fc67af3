package dev.polyglot.kafka.incoming;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class OwnedPartitionsTest {

  private static final TopicPartition FIRST = new TopicPartition("events", 0);
  private static final TopicPartition SECOND = new TopicPartition("events", 1);

  private static final IncomingRecord.Settlement NOBODY =
      new IncomingRecord.Settlement() {
        @Override
        public void acknowledged() {}

        @Override
        public void refused(IncomingRecord message, Throwable reason, boolean first) {}
      };

  private final Map<TopicPartition, Long> positions = new HashMap<>();
  private final OwnedPartitions owned =
      new OwnedPartitions(
          partition ->
              positions.containsKey(partition)
                  ? OptionalLong.of(positions.get(partition))
                  : OptionalLong.empty());

  @Test
  void leavesOutAPartitionWhosePositionIsNotKnownYet() {
    owned.add(Set.of(FIRST));
    assertThat(owned.resumable()).isEmpty();
  }

  @Test
  void resumesWhereTheConsumerBeganWhileThereIsNoRecord() {
    owned.add(Set.of(FIRST));
    positions.put(FIRST, 7L);
    assertThat(owned.resumable()).containsExactly(Map.entry(FIRST, 7L));
  }

  @Test
  void resumesAtTheFirstRecordWhileNoneIsAcknowledged() {
    owned.add(Set.of(FIRST));
    receive(FIRST, 3, 4);
    assertThat(owned.resumable()).containsExactly(Map.entry(FIRST, 3L));
  }

  @Test
  void resumesAfterTheGapOnceTheRecordBeforeItIsAcknowledged() {
    owned.add(Set.of(FIRST));
    List<IncomingRecord> records = receive(FIRST, 3, 9);
    records.get(0).ack();
    assertThat(owned.resumable()).containsExactly(Map.entry(FIRST, 9L));
  }

  @Test
  void resumesAfterAMarkerAtTheEndOnceAllIsAcknowledged() {
    owned.add(Set.of(FIRST));
    List<IncomingRecord> records = receive(FIRST, 3);
    positions.put(FIRST, 5L);
    assertThat(owned.resumable()).containsExactly(Map.entry(FIRST, 3L));
    records.get(0).ack();
    assertThat(owned.resumable()).containsExactly(Map.entry(FIRST, 5L));
  }

  @Test
  void waitsForTheFirstOfRecordsAcknowledgedOutOfOrder() {
    owned.add(Set.of(FIRST));
    List<IncomingRecord> records = receive(FIRST, 3, 4, 6);
    records.get(2).ack();
    records.get(1).ack();
    assertThat(owned.resumable()).containsExactly(Map.entry(FIRST, 3L));
    assertThat(owned.outstanding()).isEqualTo(3);
    records.get(0).ack();
    assertThat(owned.resumable()).containsExactly(Map.entry(FIRST, 7L));
    assertThat(owned.outstanding()).isZero();
  }

  @Test
  void takesASecondAcknowledgementForTheFirst() {
    owned.add(Set.of(FIRST));
    List<IncomingRecord> records = receive(FIRST, 3, 4);
    records.get(0).ack();
    records.get(0).ack();
    assertThat(owned.resumable()).containsExactly(Map.entry(FIRST, 4L));
    assertThat(owned.outstanding()).isEqualTo(1);
  }

  @Test
  void keepsPartitionsApart() {
    owned.add(Set.of(FIRST, SECOND));
    receive(FIRST, 3);
    receive(SECOND, 5).get(0).ack();
    assertThat(owned.resumable()).containsExactlyInAnyOrderEntriesOf(Map.of(FIRST, 3L, SECOND, 6L));
  }

  @Test
  void forgetsAPartitionThatIsTakenAway() {
    owned.add(Set.of(FIRST, SECOND));
    List<IncomingRecord> records = receive(FIRST, 3);
    positions.put(SECOND, 0L);

    owned.remove(Set.of(FIRST));

    assertThat(owned.resumable()).containsOnlyKeys(SECOND);
    assertThat(owned.outstanding()).isZero();
    assertThat(records.get(0).isDropped()).isTrue();
  }

  @Test
  void ignoresALateAcknowledgementWhenThePartitionHasComeBack() {
    owned.add(Set.of(FIRST));
    List<IncomingRecord> before = receive(FIRST, 3);
    owned.remove(Set.of(FIRST));
    owned.add(Set.of(FIRST));
    receive(FIRST, 3);

    before.get(0).ack();

    assertThat(owned.resumable()).containsExactly(Map.entry(FIRST, 3L));
  }

  @Test
  void commitsAnOffsetOnce() {
    owned.add(Set.of(FIRST));
    Map<TopicPartition, OffsetAndMetadata> offsets = Map.of(FIRST, new OffsetAndMetadata(3));
    assertThat(owned.uncommitted(Map.of(FIRST, 3L))).isEqualTo(offsets);
    owned.committed(offsets);
    assertThat(owned.uncommitted(Map.of(FIRST, 3L))).isEmpty();
    assertThat(owned.uncommitted(Map.of(FIRST, 4L))).containsOnlyKeys(FIRST);
  }

  @Test
  void commitsAgainWhatWasCommittedBeforeThePartitionWasTakenAway() {
    owned.add(Set.of(FIRST));
    owned.committed(Map.of(FIRST, new OffsetAndMetadata(3)));
    owned.remove(Set.of(FIRST));
    owned.committed(Map.of(FIRST, new OffsetAndMetadata(4)));
    owned.add(Set.of(FIRST));
    assertThat(owned.uncommitted(Map.of(FIRST, 3L))).containsOnlyKeys(FIRST);
    assertThat(owned.uncommitted(Map.of(FIRST, 4L))).containsOnlyKeys(FIRST);
  }

  @Test
  void knowsWhetherTheListenerWorksOnARecord() {
    owned.add(Set.of(FIRST));
    IncomingRecord record = receive(FIRST, 3).get(0);
    assertThat(owned.isAnyInFlight()).isFalse();
    record.setDelivered();
    assertThat(owned.isAnyInFlight()).isTrue();
    record.ack();
    assertThat(owned.isAnyInFlight()).isFalse();
  }

  private List<IncomingRecord> receive(TopicPartition partition, long... offsets) {
    List<ConsumerRecord<byte[], byte[]>> records =
        LongStream.of(offsets)
            .mapToObj(
                offset ->
                    new ConsumerRecord<byte[], byte[]>(
                        partition.topic(), partition.partition(), offset, null, new byte[0]))
            .toList();
    positions.put(partition, offsets[offsets.length - 1] + 1);
    List<IncomingRecord> messages = new ArrayList<>();
    owned.received(
        new ConsumerRecords<>(Map.of(partition, records), Map.of()), NOBODY, messages::add);
    return messages;
  }
}
