package dev.polyglot.kafka.incoming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.polyglot.kafka.incoming.StreamStatus.CommitFailure;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetCommitCallback;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

class RecordStreamTest {

  private static final TopicPartition FIRST = new TopicPartition("events", 0);
  private static final TopicPartition SECOND = new TopicPartition("events", 1);
  private static final Duration COMMIT_INTERVAL = Duration.ofMillis(10);

  private final Broker broker = new Broker();
  private volatile Duration clockError = Duration.ZERO;
  private final Listener listener = new Listener();

  /** The stop has little patience, so that a test need not have more. */
  private final RecordStream stream =
      new RecordStream(
          new ChannelSettings(
              "channel", "events", COMMIT_INTERVAL, Duration.ofMillis(300), 4, Map.of()),
          () -> broker,
          ((InstantSource) () -> Instant.now().plus(clockError)).withZone(ZoneOffset.UTC));

  @AfterEach
  void stop() {
    stream.stop();
  }

  @Test
  void deliversARecordWithItsHeadersForEachRequested() {
    start(2);
    ConsumerRecord<byte[], byte[]> traced = record(FIRST, 0);
    traced.headers().add("traceparent", new byte[] {1});
    broker.hasRecords(traced, record(FIRST, 1), record(FIRST, 2));

    listener.awaitOffsets(0, 1);
    assertThat(listener.messages.get(0).getPayload()).isSameAs(traced);
    assertThat(listener.messages.get(0).unwrap(ConsumerRecord.class)).isSameAs(traced);

    listener.subscription.request(1);
    listener.awaitOffsets(0, 1, 2);
  }

  @Test
  void commitsWhatIsAcknowledgedUpToTheFirstRecordThatIsNot() {
    start(10);
    broker.hasRecords(record(FIRST, 0), record(FIRST, 1), record(FIRST, 2));
    listener.awaitOffsets(0, 1, 2);

    listener.messages.get(2).ack();
    listener.messages.get(0).ack();
    awaitCommitted(FIRST, 1);

    listener.messages.get(1).ack();
    awaitCommitted(FIRST, 3);
  }

  @Test
  void commitsPastAGapAndAMarkerAtTheEnd() {
    start(10);
    broker.hasRecords(record(FIRST, 0), record(FIRST, 5));
    listener.awaitOffsets(0, 5);
    listener.messages.get(0).ack();
    awaitCommitted(FIRST, 5);
    listener.messages.get(1).ack();
    awaitCommitted(FIRST, 6);

    broker.schedulePollTask(() -> broker.seek(FIRST, 8));

    awaitCommitted(FIRST, 8);
    assertThat(stream.status().positions()).containsEntry(FIRST, 8L);
  }

  @Test
  void commitsOnTimeWhileTheListenerIsSlow() {
    List<Long> committedBefore = new CopyOnWriteArrayList<>();
    listener.work =
        message -> {
          committedBefore.add(broker.lastCommit(FIRST));
          message.ack();
          Instant due = Instant.now().plus(COMMIT_INTERVAL);
          Awaitility.await().until(() -> Instant.now().isAfter(due));
        };
    start(10);
    broker.hasRecords(record(FIRST, 0), record(FIRST, 1), record(FIRST, 2));

    listener.awaitOffsets(0, 1, 2);
    assertThat(committedBefore).containsExactly(0L, 1L, 2L);
  }

  @Test
  void fetchesNothingWhileRecordsWaitForTheListener() {
    start(1);
    broker.hasRecords(record(FIRST, 0), record(FIRST, 1));
    listener.awaitOffsets(0);
    awaitPaused(FIRST, SECOND);

    broker.hasRecords(record(FIRST, 2));
    broker.awaitAPoll();
    assertThat(broker.position(FIRST)).isEqualTo(2);

    listener.subscription.request(5);
    listener.awaitOffsets(0, 1, 2);
    awaitPaused();
  }

  @Test
  void fetchesNothingWhileAsManyRecordsAsAllowedAreNotAcknowledged() {
    start(Long.MAX_VALUE);
    broker.hasRecords(record(FIRST, 0), record(FIRST, 1), record(FIRST, 2), record(FIRST, 3));
    listener.awaitOffsets(0, 1, 2, 3);
    awaitPaused(FIRST, SECOND);

    listener.messages.get(0).ack();

    awaitPaused();
  }

  @Test
  void deliversARefusedRecordAgainUntilItIsAcknowledged() {
    start(10);
    broker.hasRecords(record(FIRST, 0), record(FIRST, 1));
    listener.awaitOffsets(0, 1);

    listener.messages.get(0).nack(new IllegalStateException("not now"));
    listener.messages.get(1).ack();
    listener.awaitOffsets(0, 1, 0);
    assertThat(broker.committed(Set.of(FIRST)).get(FIRST).offset()).isZero();

    listener.messages.get(2).ack();
    awaitCommitted(FIRST, 2);
    assertThat(listener.problems).isEmpty();
  }

  @Test
  void deliversARecordThatIsRefusedTwiceOnceMore() {
    start(10);
    broker.hasRecords(record(FIRST, 0));
    listener.awaitOffsets(0);

    listener.messages.get(0).nack(new IllegalStateException("not now"));
    listener.messages.get(0).nack(new IllegalStateException("not now, as was said"));

    awaitRedelivery();
    listener.awaitOffsets(0, 0);
  }

  @Test
  void deliversNoRecordAgainThatIsAcknowledgedAfterItWasRefused() {
    start(10);
    broker.hasRecords(record(FIRST, 0));
    listener.awaitOffsets(0);

    listener.messages.get(0).nack(new IllegalStateException("not now"));
    listener.messages.get(0).ack();

    awaitRedelivery();
    listener.awaitOffsets(0);
  }

  @Test
  void commitsAlthoughTheClockStepsBack() {
    start(10);
    broker.hasRecords(record(FIRST, 0));
    listener.awaitOffsets(0);
    awaitCommitted(FIRST, 0);

    clockError = Duration.ofHours(-1);
    listener.messages.get(0).ack();

    awaitCommitted(FIRST, 1);
  }

  @Test
  void isAMemberBetweenAnAssignmentAndTheLossOfIt() {
    start(10);
    assertThat(stream.status().member()).isTrue();

    broker.schedulePollTask(() -> broker.losePartitions(Set.of(FIRST, SECOND)));
    awaitMember(false);

    broker.schedulePollTask(() -> broker.rebalance(Set.of()));
    awaitMember(true);
    assertThat(stream.status().positions()).isEmpty();
  }

  @Test
  void isNoMemberWhileAnEagerRebalanceTakesAll() {
    start(10);

    broker.schedulePollTask(() -> broker.group.onPartitionsRevoked(Set.of(FIRST, SECOND)));
    awaitMember(false);

    broker.schedulePollTask(() -> broker.group.onPartitionsAssigned(Set.of(FIRST)));
    awaitMember(true);
  }

  @Test
  void staysAMemberWhileACooperativeRebalanceTakesSome() {
    start(10);

    broker.schedulePollTask(() -> broker.group.onPartitionsRevoked(Set.of(FIRST)));

    broker.awaitAPoll();
    Instant revoked = Instant.now();
    Awaitility.await().until(() -> stream.status().polledAt().isAfter(revoked));
    assertThat(stream.status().member()).isTrue();
  }

  @Test
  void commitsWhatIsAcknowledgedBeforeAPartitionIsGivenUp() {
    broker.holdsAsynchronousCommits = true;
    start(10);
    broker.hasRecords(record(FIRST, 0), record(FIRST, 1), record(SECOND, 0));
    listener.awaitOffsets(0, 1, 0);
    listener.messages.get(0).ack();

    broker.schedulePollTask(() -> broker.rebalance(Set.of(SECOND)));

    Awaitility.await().until(() -> broker.assignment().equals(Set.of(SECOND)));
    assertThat(broker.synchronouslyCommitted)
        .containsExactly(Map.of(FIRST, new OffsetAndMetadata(1)));
  }

  @Test
  void ignoresWhatIsAcknowledgedAfterAPartitionWasGivenUp() {
    start(10);
    broker.hasRecords(record(FIRST, 0), record(SECOND, 0));
    listener.awaitOffsets(0, 0);
    broker.schedulePollTask(() -> broker.rebalance(Set.of(SECOND)));
    Awaitility.await().until(() -> broker.assignment().equals(Set.of(SECOND)));

    listener.messages.forEach(Message::ack);

    awaitCommitted(SECOND, 1);
    assertThat(broker.commitsOf(FIRST)).containsOnly(0L);
    assertThat(stream.status().positions()).containsOnlyKeys(SECOND);
  }

  @Test
  void deliversNoRecordOfAPartitionThatWasGivenUp() {
    start(1);
    broker.hasRecords(record(FIRST, 0), record(FIRST, 1), record(SECOND, 7));
    listener.awaitOffsets(0);
    broker.schedulePollTask(() -> broker.rebalance(Set.of(SECOND)));
    Awaitility.await().until(() -> broker.assignment().equals(Set.of(SECOND)));

    listener.subscription.request(5);

    listener.awaitOffsets(0, 7);
  }

  @Test
  void commitsNothingForAPartitionThatWasLost() {
    broker.holdsAsynchronousCommits = true;
    start(10);
    broker.hasRecords(record(FIRST, 0));
    listener.awaitOffsets(0);
    listener.messages.get(0).ack();

    broker.schedulePollTask(() -> broker.losePartitions(Set.of(FIRST)));

    Awaitility.await().until(() -> !stream.status().positions().containsKey(FIRST));
    stream.stop();
    assertThat(broker.synchronouslyCommitted)
        .isNotEmpty()
        .allSatisfy(commit -> assertThat(commit).doesNotContainKey(FIRST));
  }

  @Test
  void commitsSynchronouslyWhenItStops() {
    broker.holdsAsynchronousCommits = true;
    start(10);
    broker.hasRecords(record(FIRST, 0), record(FIRST, 1));
    listener.awaitOffsets(0, 1);
    listener.messages.get(0).ack();
    listener.messages.get(1).ack();

    stream.stop();

    assertThat(broker.synchronouslyCommitted).hasSize(1);
    assertThat(broker.synchronouslyCommitted.get(0)).containsEntry(FIRST, new OffsetAndMetadata(2));
    assertThat(broker.closed()).isTrue();
    assertThat(stream.status().end()).isEqualTo("the application stops");
  }

  @Test
  void triesToCommitOnceWhenItStops() {
    broker.holdsAsynchronousCommits = true;
    broker.givesUpItsPartitionsWhenClosed = true;
    start(10);
    broker.commitProblem = new TimeoutException("not now");

    stream.stop();

    assertThat(broker.closed()).isTrue();
    assertThat(broker.synchronouslyCommitted).hasSize(1);
  }

  @Test
  void waitsForTheRecordInFlightWhenItStops() {
    start(1);
    broker.hasRecords(record(FIRST, 0), record(FIRST, 1));
    listener.awaitOffsets(0);

    Thread stopping = new Thread(stream::stop);
    stopping.start();
    Awaitility.await().until(() -> stopping.getState() == Thread.State.TIMED_WAITING);
    listener.subscription.request(1);
    listener.messages.get(0).ack();

    Awaitility.await().until(broker::closed);
    assertThat(broker.lastCommit(FIRST)).isEqualTo(1);
    assertThat(listener.messages).hasSize(1);
  }

  @Test
  void leavesARecordUncommittedThatIsInFlightForTooLongWhenItStops() {
    start(1);
    broker.hasRecords(record(FIRST, 4));
    listener.awaitOffsets(4);

    stream.stop();

    assertThat(broker.closed()).isTrue();
    assertThat(broker.lastCommit(FIRST)).isEqualTo(4);
  }

  @Test
  void goesOnAfterAProblemThatKafkaMayRecoverFrom() {
    start(10);
    broker.setPollException(new TimeoutException("nobody answered"));
    broker.hasRecords(record(FIRST, 0));

    listener.awaitOffsets(0);
    assertThat(stream.status().end()).isNull();
    assertThat(listener.problems).isEmpty();
  }

  @Test
  void endsWithTheCauseWhenTheGroupMayNotBeUsed() {
    start(10);
    broker.setPollException(new GroupAuthorizationException("group"));

    Awaitility.await().until(() -> listener.problems.size() == 1);
    assertThat(listener.problems.get(0)).isInstanceOf(GroupAuthorizationException.class);
    assertThat(stream.status().end()).contains("GroupAuthorizationException");
    Awaitility.await().until(broker::closed);
  }

  @Test
  void endsWithTheCauseWhenOffsetsMayNotBeCommitted() {
    broker.commitProblem = new GroupAuthorizationException("group");
    start(10);

    Awaitility.await().until(() -> listener.problems.size() == 1);
    assertThat(stream.status().end()).contains("GroupAuthorizationException");
  }

  @Test
  void commitsAgainWhatCouldNotBeCommitted() {
    broker.commitProblem = new TimeoutException("not now");
    start(10);
    Awaitility.await().until(() -> broker.commits.size() > 1);
    Awaitility.await().until(() -> stream.status().commitFailure() != null);
    CommitFailure failure = stream.status().commitFailure();
    assertThat(failure.cause()).contains("not now");
    Awaitility.await().until(() -> broker.commits.size() > 5);
    assertThat(stream.status().commitFailure()).isEqualTo(failure);

    broker.commitProblem = null;

    awaitCommitted(FIRST, 0);
    Awaitility.await().until(() -> stream.status().commitFailure() == null);
    assertThat(listener.problems).isEmpty();
  }

  @Test
  void forgetsAFailureToCommitWithThePartition() {
    broker.commitProblem = new TimeoutException("not now");
    start(10);
    Awaitility.await().until(() -> stream.status().commitFailure() != null);

    broker.schedulePollTask(() -> broker.losePartitions(Set.of(FIRST, SECOND)));

    Awaitility.await().until(() -> stream.status().commitFailure() == null);
  }

  @Test
  void endsWithTheCauseWhenTheListenerThrows() {
    listener.work =
        message -> {
          throw new AssertionError("a defect");
        };
    start(10);
    broker.hasRecords(record(FIRST, 0));

    Awaitility.await().until(() -> listener.problems.size() == 1);
    assertThat(stream.status().end()).contains("a defect");
    Awaitility.await().until(broker::closed);
    assertThat(broker.lastCommit(FIRST)).isZero();
  }

  @Test
  void commitsWhatIsAcknowledgedWhenTheListenerCancels() {
    broker.holdsAsynchronousCommits = true;
    start(10);
    broker.hasRecords(record(FIRST, 0));
    listener.awaitOffsets(0);
    listener.messages.get(0).ack();

    listener.subscription.cancel();

    Awaitility.await().until(broker::closed);
    assertThat(broker.synchronouslyCommitted).hasSize(1);
    assertThat(broker.lastCommit(FIRST)).isEqualTo(1);
    assertThat(stream.status().end()).isEqualTo("the listener cancelled it");
  }

  @Test
  void endsWithTheCauseWhenThereIsNoClient() {
    RecordStream broken =
        new RecordStream(
            new ChannelSettings(
                "broken", "events", Duration.ofMillis(10), Duration.ofMillis(10), 4, Map.of()),
            () -> {
              throw new KafkaException("no such key");
            },
            Clock.systemUTC());

    broken.subscribe(listener);

    Awaitility.await().until(() -> listener.problems.size() == 1);
    assertThat(broken.status().end()).contains("no such key");
  }

  @Test
  void endsWithTheCauseWhenTheListenerRequestsNothing() {
    start(1);
    listener.subscription.request(0);
    Awaitility.await().until(() -> listener.problems.size() == 1);
    assertThat(stream.status().end()).contains("0 records are requested; allowed: from 1");
  }

  @Test
  void takesARequestForMoreThanAllAsOneForAll() {
    start(Long.MAX_VALUE);
    listener.subscription.request(Long.MAX_VALUE);
    broker.hasRecords(record(FIRST, 0), record(FIRST, 1), record(FIRST, 2));
    listener.awaitOffsets(0, 1, 2);
    listener.subscription.request(5);
    broker.hasRecords(record(FIRST, 3));
    listener.awaitOffsets(0, 1, 2, 3);
  }

  @Test
  void hasOneListener() {
    start(1);
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() -> stream.subscribe(new Listener()))
        .withMessage("channel 'channel' has a listener already");
  }

  private void start(long demand) {
    listener.demand = demand;
    stream.subscribe(listener);
    Awaitility.await().until(() -> stream.status().positions().size() == 2);
  }

  private void awaitCommitted(TopicPartition partition, long offset) {
    Awaitility.await("offset " + offset + " is committed")
        .until(() -> broker.lastCommit(partition) == offset);
  }

  private void awaitMember(boolean member) {
    Awaitility.await("member: " + member).until(() -> stream.status().member() == member);
  }

  /** Lets more than the time pass after which a refused record is delivered again. */
  private void awaitRedelivery() {
    clockError = clockError.plusSeconds(2);
    broker.awaitAPoll();
    broker.awaitAPoll();
  }

  private void awaitPaused(TopicPartition... partitions) {
    Awaitility.await().until(() -> broker.paused().equals(Set.of(partitions)));
  }

  private static ConsumerRecord<byte[], byte[]> record(TopicPartition partition, long offset) {
    return new ConsumerRecord<>(
        partition.topic(), partition.partition(), offset, null, new byte[0]);
  }

  /** The client of brokers that have the topic with two partitions, both given to this replica. */
  private static final class Broker extends MockConsumer<byte[], byte[]> {

    private final List<Map<TopicPartition, OffsetAndMetadata>> commits =
        new CopyOnWriteArrayList<>();
    private final List<Map<TopicPartition, OffsetAndMetadata>> synchronouslyCommitted =
        new CopyOnWriteArrayList<>();
    private volatile boolean holdsAsynchronousCommits;
    private volatile boolean givesUpItsPartitionsWhenClosed;
    private volatile ConsumerRebalanceListener group;
    private volatile RuntimeException commitProblem;

    Broker() {
      super("earliest");
      updateBeginningOffsets(Map.of(FIRST, 0L, SECOND, 0L));
      schedulePollTask(() -> rebalance(Set.of(FIRST, SECOND)));
    }

    @SafeVarargs
    final void hasRecords(ConsumerRecord<byte[], byte[]>... records) {
      schedulePollTask(
          () -> {
            for (ConsumerRecord<byte[], byte[]> record : records) {
              addRecord(record);
            }
          });
    }

    /** Waits until whatever was scheduled before is done, and the records of it were polled. */
    void awaitAPoll() {
      CountDownLatch polled = new CountDownLatch(1);
      schedulePollTask(polled::countDown);
      Awaitility.await().until(() -> polled.getCount() == 0);
    }

    @Override
    public void subscribe(Collection<String> topics, ConsumerRebalanceListener listener) {
      group = listener;
      super.subscribe(topics, listener);
    }

    /** Waits a moment where there is nothing, as a real client does. */
    @Override
    public ConsumerRecords<byte[], byte[]> poll(Duration time) {
      ConsumerRecords<byte[], byte[]> records = super.poll(time);
      if (records.isEmpty()) {
        LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
      }
      return records;
    }

    @Override
    public synchronized void commitAsync(
        Map<TopicPartition, OffsetAndMetadata> offsets, OffsetCommitCallback callback) {
      if (callback == null) {
        // A synchronous commit, as the mock does it.
        super.commitAsync(offsets, null);
      } else if (!holdsAsynchronousCommits) {
        commits.add(offsets);
        if (commitProblem == null) {
          super.commitAsync(offsets, callback);
        } else {
          callback.onComplete(offsets, commitProblem);
        }
      }
    }

    @Override
    public void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets, Duration time) {
      commits.add(offsets);
      synchronouslyCommitted.add(offsets);
      if (commitProblem != null) {
        throw commitProblem;
      }
      super.commitSync(offsets, time);
    }

    @Override
    public void close(CloseOptions options) {
      if (givesUpItsPartitionsWhenClosed) {
        group.onPartitionsRevoked(assignment());
      }
      super.close(options);
    }

    List<Long> commitsOf(TopicPartition partition) {
      return commits.stream()
          .filter(commit -> commit.containsKey(partition))
          .map(commit -> commit.get(partition).offset())
          .toList();
    }

    long lastCommit(TopicPartition partition) {
      List<Long> offsets = commitsOf(partition);
      return commitProblem != null || offsets.isEmpty() ? -1 : offsets.get(offsets.size() - 1);
    }
  }

  private static final class Listener
      implements Subscriber<Message<ConsumerRecord<byte[], byte[]>>> {

    private final List<Message<ConsumerRecord<byte[], byte[]>>> messages =
        new CopyOnWriteArrayList<>();
    private final List<Throwable> problems = new CopyOnWriteArrayList<>();
    private volatile Consumer<Message<?>> work = message -> {};
    private volatile Subscription subscription;
    private long demand;

    void awaitOffsets(long... offsets) {
      Awaitility.await("offsets " + Arrays.toString(offsets))
          .untilAsserted(
              () ->
                  assertThat(messages)
                      .extracting(message -> message.getPayload().offset())
                      .containsExactlyElementsOf(LongStream.of(offsets).boxed().toList()));
    }

    @Override
    public void onSubscribe(Subscription given) {
      subscription = given;
      given.request(demand);
    }

    @Override
    public void onNext(Message<ConsumerRecord<byte[], byte[]>> message) {
      work.accept(message);
      messages.add(message);
    }

    @Override
    public void onError(Throwable problem) {
      problems.add(problem);
    }

    @Override
    public void onComplete() {}
  }
}
