package dev.polyglot.consumer.events.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class DuplicateWindowTest {

  private static final Duration AGE = Duration.ofMinutes(1);

  private Instant now = Instant.parse("2026-11-22T10:00:00Z");
  private final InstantSource source = () -> now;

  @Test
  void knowsAnEventItHasSeen() {
    DuplicateWindow window = window(2);
    assertThat(window.add("a")).isTrue();
    assertThat(window.add("a")).isFalse();
    assertThat(window.add("b")).isTrue();
  }

  @Test
  void remembersAsManyEventsAsItsSize() {
    DuplicateWindow window = window(3);
    window.add("a");
    window.add("b");
    window.add("c");
    assertThat(window.add("a")).isFalse();
    assertThat(window.add("b")).isFalse();
    assertThat(window.add("c")).isFalse();
  }

  @Test
  void forgetsTheOldestEventForOneMoreThanItsSize() {
    DuplicateWindow window = window(3);
    window.add("a");
    window.add("b");
    window.add("c");
    window.add("d");
    assertThat(window.add("b")).isFalse();
    assertThat(window.add("c")).isFalse();
    assertThat(window.add("d")).isFalse();
    assertThat(window.add("a")).isTrue();
  }

  @Test
  void forgetsNothingForADuplicate() {
    DuplicateWindow window = window(2);
    window.add("a");
    window.add("b");
    window.add("b");
    assertThat(window.add("a")).isFalse();
  }

  @Test
  void remembersOneEventWhereItsSizeIsOne() {
    DuplicateWindow window = window(1);
    window.add("a");
    assertThat(window.add("a")).isFalse();
    window.add("b");
    assertThat(window.add("b")).isFalse();
    assertThat(window.add("a")).isTrue();
  }

  @Test
  void remembersAnEventUntilItsAge() {
    DuplicateWindow window = window(2);
    window.add("a");
    now = now.plus(AGE).minusNanos(1);
    assertThat(window.add("a")).isFalse();
  }

  @Test
  void forgetsAnEventAtItsAge() {
    DuplicateWindow window = window(2);
    window.add("a");
    now = now.plus(AGE);
    assertThat(window.add("a")).isTrue();
  }

  @Test
  void countsTheAgeFromTheFirstTimeAnEventWasSeen() {
    DuplicateWindow window = window(2);
    window.add("a");
    now = now.plus(AGE.dividedBy(2));
    assertThat(window.add("a")).isFalse();
    now = now.plus(AGE.dividedBy(2));
    assertThat(window.add("a")).isTrue();
  }

  @Test
  void keepsTheYoungerEventsWhenItForgetsTheOlder() {
    DuplicateWindow window = window(3);
    window.add("a");
    now = now.plusSeconds(1);
    window.add("b");
    now = now.plus(AGE).minusSeconds(1);
    assertThat(window.add("b")).isFalse();
    assertThat(window.add("a")).isTrue();
  }

  @Test
  void tellsEventsApartWhoseLongIdsDifferInTheLastCharacter() {
    DuplicateWindow window = window(2);
    String start = "x".repeat(100_000);
    assertThat(window.add(start + "a")).isTrue();
    assertThat(window.add(start + "b")).isTrue();
    assertThat(window.add(start + "a")).isFalse();
  }

  private DuplicateWindow window(int size) {
    return new DuplicateWindow(size, AGE, source.withZone(ZoneOffset.UTC));
  }
}
