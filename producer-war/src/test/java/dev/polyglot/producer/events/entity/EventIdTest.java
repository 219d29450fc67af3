package dev.polyglot.producer.events.entity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventIdTest {

  @Test
  void isTheSameForTheSameKey() {
    assertThat(EventId.of("order 66")).isEqualTo(EventId.of("order 66"));
  }

  @Test
  void staysTheSameInEveryReleaseForAGivenKey() {
    byte[] name = "polyglot/idempotency-key/order-66".getBytes(StandardCharsets.US_ASCII);
    assertThat(EventId.of("order-66").value()).isEqualTo(UUID.nameUUIDFromBytes(name).toString());
  }

  @Test
  void differsForKeysThatDifferInCaseOrBlanks() {
    assertThat(Stream.of("a b", "A b", "a  b", "ab").map(EventId::of).distinct()).hasSize(4);
  }

  @Test
  void differsEachTimeWithoutAKey() {
    List<EventId> ids = Stream.generate(EventId::random).limit(100).distinct().toList();
    assertThat(ids).hasSize(100);
    assertThat(ids)
        .allSatisfy(id -> assertThat(UUID.fromString(id.value())).hasToString(id.value()));
  }

  @Test
  void takesKeysOf1And255Characters() {
    assertThat(EventId.of("k")).isNotEqualTo(EventId.of("k".repeat(255)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"!", "~", "! ~", "\"quoted\"", "8e03978e-40d5-43dd-bc93-6894a57f9324"})
  void takesVisibleAscii(String key) {
    assertThat(EventId.of(key).value()).hasSize(36);
  }

  @Test
  void refusesAKeyOf256Characters() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> EventId.of("k".repeat(256)))
        .withMessage(
            "Idempotency-Key has 256 characters or one that is not visible ASCII; allowed: 1 to 255 visible ASCII characters");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        " key",
        "key ",
        "clé",
        "key\n",
        "\tkey",
        "a\0b",
        "a\u007fb",
        "a\u0085b",
        "👋"
      })
  void refusesWhatIsNoVisibleAscii(String key) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> EventId.of(key))
        .withMessageStartingWith("Idempotency-Key has %d characters or one that", key.length());
  }
}
