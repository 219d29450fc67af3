package dev.polyglot.kafka.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ObservationTest {

  private static final Instant THEN = Instant.parse("2026-11-22T10:00:00Z");
  private static final Duration SHELF_LIFE = Duration.ofSeconds(45);

  @Test
  void staysAsItIsUntilItsShelfLifeEnds() {
    Observation usable = Observation.usable(THEN, 6);
    assertThat(usable.asOf(THEN.plus(SHELF_LIFE))).isSameAs(usable);
  }

  @Test
  void isUnreachableOnceItsShelfLifeIsOver() {
    Observation usable = Observation.usable(THEN, 6);
    assertThat(usable.asOf(THEN.plus(SHELF_LIFE).plusNanos(1)))
        .isEqualTo(new Observation(THEN, "nothing observed since 2026-11-22T10:00:00Z", null, 0));
  }

  @Test
  void aBrokerAnsweredWhereOnlyTheTopicIsUnusable() {
    assertThat(Observation.usable(THEN, 6).brokersReachable()).isTrue();
    assertThat(Observation.topicUnusable(THEN, "gone").brokersReachable()).isTrue();
    assertThat(Observation.unreachable(THEN, "silent").brokersReachable()).isFalse();
  }
}
