package dev.polyglot.consumer.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class LagWatchTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private Instant now = Instant.parse("2026-11-22T10:00:00Z");
  private long settled;
  private final InstantSource source = () -> now;
  private final LagWatch watch =
      new LagWatch(
          null, "group", "consumer-1", () -> settled, () -> true, source.withZone(ZoneOffset.UTC));

  @Test
  void knowsNoProblemBeforeItLooked() {
    assertThat(watch.problem()).isNull();
    assertThat(watch.lag()).isZero();
  }

  @Test
  void hasPatienceForThirtySeconds() {
    now = now.plus(PATIENCE);
    watch.judge(OptionalLong.of(5));
    assertThat(watch.problem()).isNull();
    assertThat(watch.lag()).isEqualTo(5);
  }

  @Test
  void losesItOneSecondLater() {
    now = now.plus(PATIENCE).plusSeconds(1);
    watch.judge(OptionalLong.of(5));
    assertThat(watch.problem()).isEqualTo("5 records wait and none was settled for 31 s");
    assertThat(watch.lag()).isEqualTo(5);
  }

  @Test
  void losesItANanosecondLater() {
    now = now.plus(PATIENCE).plusNanos(1);
    watch.judge(OptionalLong.of(1));
    assertThat(watch.problem()).isEqualTo("1 records wait and none was settled for 30 s");
  }

  @Test
  void isPatientAgainFromTheLastRecordThatWasSettled() {
    now = now.plus(PATIENCE);
    settled = 1;
    watch.judge(OptionalLong.of(5));
    now = now.plus(PATIENCE);
    watch.judge(OptionalLong.of(4));
    assertThat(watch.problem()).isNull();
    now = now.plusSeconds(1);
    watch.judge(OptionalLong.of(4));
    assertThat(watch.problem()).isEqualTo("4 records wait and none was settled for 31 s");
  }

  @Test
  void forgivesAsSoonAsARecordIsSettled() {
    now = now.plus(PATIENCE).plusSeconds(1);
    watch.judge(OptionalLong.of(5));
    assertThat(watch.problem()).isNotNull();
    settled = 1;
    watch.judge(OptionalLong.of(4));
    assertThat(watch.problem()).isNull();
  }

  @Test
  void doesNotTakeALagThatShrinksForARecordSettledHere() {
    watch.judge(OptionalLong.of(5));
    now = now.plus(PATIENCE).plusSeconds(1);
    watch.judge(OptionalLong.of(4));
    assertThat(watch.problem()).isEqualTo("4 records wait and none was settled for 31 s");
  }

  @Test
  void isNeverImpatientWithoutALag() {
    now = now.plus(Duration.ofDays(1));
    watch.judge(OptionalLong.of(0));
    assertThat(watch.problem()).isNull();
  }

  @Test
  void isPatientFromTheMomentRecordsBeganToWait() {
    now = now.plus(Duration.ofDays(1));
    watch.judge(OptionalLong.of(0));
    now = now.plus(PATIENCE);
    watch.judge(OptionalLong.of(5));
    assertThat(watch.problem()).isNull();
    now = now.plusSeconds(1);
    watch.judge(OptionalLong.of(5));
    assertThat(watch.problem()).isNotNull();
  }

  @Test
  void forgivesWhenNothingWaitsAnyMore() {
    now = now.plus(PATIENCE).plusSeconds(1);
    watch.judge(OptionalLong.of(5));
    assertThat(watch.problem()).isNotNull();
    watch.judge(OptionalLong.of(0));
    assertThat(watch.problem()).isNull();
    assertThat(watch.lag()).isZero();
  }

  @Test
  void missesAReplicaThatIsNotInItsGroupHoweverMuchItSettled() {
    now = now.plus(PATIENCE);
    settled = 7;
    watch.judge(OptionalLong.empty());
    assertThat(watch.problem()).isNull();
    now = now.plusSeconds(1);
    settled = 8;
    watch.judge(OptionalLong.empty());
    assertThat(watch.problem())
        .isEqualTo("no member with client id 'consumer-1' is in group 'group', for 31 s");
    watch.judge(OptionalLong.of(0));
    assertThat(watch.problem()).isNull();
  }
}
