package dev.polyglot.deletion.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PacedTest {

  private Instant now = Instant.parse("2026-11-22T10:00:00Z");
  private final InstantSource source = () -> now;
  private final List<String> asked = new ArrayList<>();
  private boolean failing;
  private final Paced<String, List<String>> paced =
      new Paced<>(this::contents, source.withZone(ZoneOffset.UTC));

  @Test
  void asksOnceInTwentySeconds() {
    List<String> first = paced.answer("vpc-1");
    now = now.plus(Duration.ofSeconds(20)).minusNanos(1);
    assertThat(paced.answer("vpc-1")).isSameAs(first);
    assertThat(asked).containsExactly("vpc-1");
  }

  @Test
  void asksAgainThen() {
    paced.answer("vpc-1");
    now = now.plus(Duration.ofSeconds(20));
    paced.answer("vpc-1");
    assertThat(asked).containsExactly("vpc-1", "vpc-1");
  }

  @Test
  void asksEachQuestion() {
    paced.answer("vpc-1");
    paced.answer("vpc-2");
    assertThat(asked).containsExactly("vpc-1", "vpc-2");
  }

  @Test
  void asksAgainAfterAFailure() {
    failing = true;
    assertThatExceptionOfType(LookupFailedException.class).isThrownBy(() -> paced.answer("vpc-1"));
    failing = false;
    paced.answer("vpc-1");
    assertThat(asked).containsExactly("vpc-1", "vpc-1");
  }

  private List<String> contents(String question) {
    asked.add(question);
    if (failing) {
      throw new LookupFailedException("no", null);
    }
    return new ArrayList<>(List.of(question));
  }
}
