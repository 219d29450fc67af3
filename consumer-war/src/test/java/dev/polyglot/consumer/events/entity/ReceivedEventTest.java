package dev.polyglot.consumer.events.entity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReceivedEventTest {

  @Test
  void isTheSameEventWhereSourceAndIdAre() {
    assertThat(event("/a", "1").identity()).isPresent().isEqualTo(event("/a", "1").identity());
  }

  @Test
  void isAnotherEventWhereSourceOrIdDiffer() {
    assertThat(event("/a", "1").identity())
        .isNotEqualTo(event("/b", "1").identity())
        .isNotEqualTo(event("/a", "2").identity())
        .isNotEqualTo(event("", "1").identity());
  }

  @Test
  void isAnotherEventWhereSourceAndIdOnlyLookTheSameTogether() {
    assertThat(event("/a#b", "1").identity()).isNotEqualTo(event("/a", "b#1").identity());
  }

  @Test
  void hasNoIdentityWithoutAnId() {
    assertThat(new ReceivedEvent("/a", Optional.empty(), "hello").identity()).isEmpty();
  }

  private static ReceivedEvent event(String source, String id) {
    return new ReceivedEvent(source, Optional.of(id), "hello");
  }
}
