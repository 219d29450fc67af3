package dev.polyglot.consumer.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyglot.kafka.incoming.StreamStatus;
import dev.polyglot.kafka.incoming.StreamStatus.CommitFailure;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class LagWatchTest {

  private static final TopicPartition FIRST = new TopicPartition("events", 0);
  private static final TopicPartition SECOND = new TopicPartition("events", 1);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private Instant now = Instant.parse("2026-11-22T10:00:00Z");
  private long settled;
  private final InstantSource source = () -> now;
  private final LagWatch watch =
      new LagWatch(null, null, () -> settled, () -> true, source.withZone(ZoneOffset.UTC));

  @Test
  void knowsNoProblemBeforeItLooked() {
    assertThat(watch.problem()).isNull();
    assertThat(watch.lag()).isZero();
  }

  @Test
  void hasPatienceForThirtySeconds() {
    now = now.plus(PATIENCE);
    judge(5);
    assertThat(watch.problem()).isNull();
    assertThat(watch.lag()).isEqualTo(5);
  }

  @Test
  void losesItOneSecondLater() {
    now = now.plus(PATIENCE).plusSeconds(1);
    judge(5);
    assertThat(watch.problem()).isEqualTo("5 records wait and none was settled for 31 s");
    assertThat(watch.lag()).isEqualTo(5);
  }

  @Test
  void losesItANanosecondLater() {
    now = now.plus(PATIENCE).plusNanos(1);
    judge(1);
    assertThat(watch.problem()).isEqualTo("1 records wait and none was settled for 30 s");
  }

  @Test
  void isPatientAgainFromTheLastRecordThatWasSettled() {
    now = now.plus(PATIENCE);
    settled = 1;
    judge(5);
    now = now.plus(PATIENCE);
    judge(4);
    assertThat(watch.problem()).isNull();
    now = now.plusSeconds(1);
    judge(4);
    assertThat(watch.problem()).isEqualTo("4 records wait and none was settled for 31 s");
  }

  @Test
  void forgivesAsSoonAsARecordIsSettled() {
    now = now.plus(PATIENCE).plusSeconds(1);
    judge(5);
    assertThat(watch.problem()).isNotNull();
    settled = 1;
    judge(4);
    assertThat(watch.problem()).isNull();
  }

  @Test
  void doesNotTakeALagThatShrinksForARecordSettledHere() {
    judge(5);
    now = now.plus(PATIENCE).plusSeconds(1);
    judge(4);
    assertThat(watch.problem()).isEqualTo("4 records wait and none was settled for 31 s");
  }

  @Test
  void isNeverImpatientWithoutALag() {
    now = now.plus(Duration.ofDays(1));
    judge(0);
    assertThat(watch.problem()).isNull();
  }

  @Test
  void isPatientFromTheMomentRecordsBeganToWait() {
    now = now.plus(Duration.ofDays(1));
    judge(0);
    now = now.plus(PATIENCE);
    judge(5);
    assertThat(watch.problem()).isNull();
    now = now.plusSeconds(1);
    judge(5);
    assertThat(watch.problem()).isNotNull();
  }

  @Test
  void forgivesWhenNothingWaitsAnyMore() {
    now = now.plus(PATIENCE).plusSeconds(1);
    judge(5);
    assertThat(watch.problem()).isNotNull();
    judge(0);
    assertThat(watch.problem()).isNull();
    assertThat(watch.lag()).isZero();
  }

  @Test
  void missesAReplicaThatIsNotInItsGroupHoweverMuchItSettled() {
    now = now.plus(PATIENCE);
    settled = 7;
    watch.judge(new StreamStatus(now, false, Map.of(), null, null), Map.of());
    assertThat(watch.problem()).isNull();
    now = now.plusSeconds(1);
    settled = 8;
    watch.judge(new StreamStatus(now, false, Map.of(), null, null), Map.of());
    assertThat(watch.problem()).isEqualTo("this replica is not in its group, for 31 s");
    judge(0);
    assertThat(watch.problem()).isNull();
  }

  @Test
  void noticesAStreamThatDoesNotPollEvenWithoutALag() {
    StreamStatus stuck = new StreamStatus(now, true, Map.of(FIRST, 5L), null, null);
    now = now.plus(PATIENCE);
    watch.judge(stuck, Map.of(FIRST, 5L));
    assertThat(watch.problem()).isNull();
    now = now.plus(PATIENCE).plusSeconds(1);
    watch.judge(stuck, Map.of(FIRST, 5L));
    assertThat(watch.problem())
        .isEqualTo("the stream asked for no records since 2026-11-22T10:00:00Z");
  }

  @Test
  void missesCommitsHoweverMuchWasSettled() {
    now = now.plus(PATIENCE);
    settled = 7;
    judgeWithoutCommits();
    assertThat(watch.problem()).isNull();
    now = now.plusSeconds(1);
    settled = 8;
    judgeWithoutCommits();
    assertThat(watch.problem())
        .isEqualTo("no offset was committed since 2026-11-22T10:00:00Z: the coordinator is away");
    judge(0);
    assertThat(watch.problem()).isNull();
  }

  @Test
  void addsUpTheLagOfItsPartitions() {
    watch.judge(
        new StreamStatus(now, true, Map.of(FIRST, 5L, SECOND, 0L), null, null),
        Map.of(FIRST, 7L, SECOND, 3L));
    assertThat(watch.lag()).isEqualTo(5);
  }

  @Test
  void takesAPartitionThatEndsBeforeItsPositionForOneWithoutLag() {
    watch.judge(
        new StreamStatus(now, true, Map.of(FIRST, 50L, SECOND, 0L), null, null),
        Map.of(FIRST, 7L, SECOND, 3L));
    assertThat(watch.lag()).isEqualTo(3);
  }

  private void judgeWithoutCommits() {
    CommitFailure failure =
        new CommitFailure(Instant.parse("2026-11-22T10:00:00Z"), "the coordinator is away");
    watch.judge(new StreamStatus(now, true, Map.of(FIRST, 3L), failure, null), Map.of(FIRST, 3L));
  }

  private void judge(long waiting) {
    watch.judge(
        new StreamStatus(now, true, Map.of(FIRST, 3L), null, null), Map.of(FIRST, 3 + waiting));
  }
}
