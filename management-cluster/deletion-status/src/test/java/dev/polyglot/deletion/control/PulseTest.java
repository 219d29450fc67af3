package dev.polyglot.deletion.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class PulseTest {

  private Instant now = Instant.parse("2026-11-22T10:00:00Z");
  private final InstantSource source = () -> now;
  private final Pulse pulse = new Pulse(source.withZone(ZoneOffset.UTC));

  @Test
  void livesFromTheStartAndIsReadyAfterARound() {
    assertThat(pulse.deadBecause()).isEmpty();
    assertThat(pulse.notReadyBecause()).contains("no round was made yet");
    pulse.good();
    assertThat(pulse.notReadyBecause()).isEmpty();
  }

  @Test
  void livesButIsNotReadyAfterABadRound() {
    pulse.bad("no answer");
    assertThat(pulse.deadBecause()).isEmpty();
    assertThat(pulse.notReadyBecause()).contains("no answer");
  }

  @Test
  void givesARoundFiveMinutes() {
    pulse.good();
    now = now.plus(Duration.ofMinutes(5));
    assertThat(pulse.deadBecause()).isEmpty();
    assertThat(pulse.notReadyBecause()).isEmpty();
  }

  @Test
  void isDeadThen() {
    pulse.good();
    now = now.plus(Duration.ofMinutes(5)).plusNanos(1);
    assertThat(pulse.deadBecause()).contains("no round has ended for 300 s");
    assertThat(pulse.notReadyBecause()).contains("no round has ended for 300 s");
  }
}
