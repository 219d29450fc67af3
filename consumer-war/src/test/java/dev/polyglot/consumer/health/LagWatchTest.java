package dev.polyglot.consumer.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class LagWatchTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private Instant now = Instant.parse("2026-11-22T10:00:00Z");
  private long settled;
  private final InstantSource source = () -> now;
  private final LagWatch watch =
      new LagWatch(null, "group", "consumer-1", () -> settled, source.withZone(ZoneOffset.UTC));

  @Test
  void knowsNoProblemBeforeItLooked() {
    assertThat(watch.problem()).isNull();
    assertThat(watch.lag()).isZero();
  }

  @Test
  void hasPatienceForThirtySeconds() {
    now = now.plus(PATIENCE);
    watch.judge(5);
    assertThat(watch.problem()).isNull();
    assertThat(watch.lag()).isEqualTo(5);
  }

  @Test
  void losesItOneSecondLater() {
    now = now.plus(PATIENCE).plusSeconds(1);
    watch.judge(5);
    assertThat(watch.problem()).isEqualTo("5 records wait and none was settled for 31 s");
    assertThat(watch.lag()).isEqualTo(5);
  }

  @Test
  void losesItANanosecondLater() {
    now = now.plus(PATIENCE).plusNanos(1);
    watch.judge(1);
    assertThat(watch.problem()).isEqualTo("1 records wait and none was settled for 30 s");
  }

  @Test
  void isPatientAgainFromTheLastRecordThatWasSettled() {
    now = now.plus(PATIENCE);
    settled = 1;
    watch.judge(5);
    now = now.plus(PATIENCE);
    watch.judge(4);
    assertThat(watch.problem()).isNull();
    now = now.plusSeconds(1);
    watch.judge(4);
    assertThat(watch.problem()).isEqualTo("4 records wait and none was settled for 31 s");
  }

  @Test
  void forgivesAsSoonAsARecordIsSettled() {
    now = now.plus(PATIENCE).plusSeconds(1);
    watch.judge(5);
    assertThat(watch.problem()).isNotNull();
    settled = 1;
    watch.judge(4);
    assertThat(watch.problem()).isNull();
  }

  @Test
  void doesNotTakeALagThatShrinksForARecordSettledHere() {
    watch.judge(5);
    now = now.plus(PATIENCE).plusSeconds(1);
    watch.judge(4);
    assertThat(watch.problem()).isEqualTo("4 records wait and none was settled for 31 s");
  }

  @Test
  void isNeverImpatientWithoutALag() {
    now = now.plus(Duration.ofDays(1));
    watch.judge(0);
    assertThat(watch.problem()).isNull();
  }

  @Test
  void isPatientFromTheMomentRecordsBeganToWait() {
    now = now.plus(Duration.ofDays(1));
    watch.judge(0);
    now = now.plus(PATIENCE);
    watch.judge(5);
    assertThat(watch.problem()).isNull();
    now = now.plusSeconds(1);
    watch.judge(5);
    assertThat(watch.problem()).isNotNull();
  }

  @Test
  void forgivesWhenNothingWaitsAnyMore() {
    now = now.plus(PATIENCE).plusSeconds(1);
    watch.judge(5);
    assertThat(watch.problem()).isNotNull();
    watch.judge(0);
    assertThat(watch.problem()).isNull();
    assertThat(watch.lag()).isZero();
  }
}
