package dev.polyglot.producer.requests;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FramingTest {

  private static final String NONE = "none";

  @ParameterizedTest
  @CsvSource({
    "HTTP/1.1, 0, none",
    "HTTP/1.1, 57, none",
    "HTTP/1.0, 57, none",
    "HTTP/1.1, 999999999999999999, none",
    "HTTP/1.1, none, chunked",
    "HTTP/1.1, none, Chunked"
  })
  void takesAPostThatSaysWhereItEnds(String protocol, String lengths, String codings) {
    Framing framing = new Framing(protocol, "POST", values(lengths), values(codings));

    assertThat(framing.problem()).isEmpty();
    assertThat(framing.isCertain()).isTrue();
  }

  /** Liberty adds the length of the frames to the one that the caller gave. */
  @ParameterizedTest
  @CsvSource({"HTTP/2.0, 57", "HTTP/2.0, 57|57"})
  void takesAPostInFrames(String protocol, String lengths) {
    Framing framing = new Framing(protocol, "POST", values(lengths), List.of());

    assertThat(framing.problem()).isEmpty();
    assertThat(framing.isCertain()).isTrue();
  }

  /** Any request line may claim HTTP/2. */
  @Test
  void refusesAPostThatClaimsFramesAndHasNoLength() {
    Framing framing = new Framing("HTTP/2.0", "POST", List.of(), List.of());

    assertThat(framing.problem())
        .hasValue("no Content-Length can be read; allowed: a number, 0 without a body");
    assertThat(framing.isCertain()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"POST, HTTP/2.9, none", "POST, HTTP/2, 57", "GET, HTTP/2.9, 57", "PUT, HTTP/3.0, 57"})
  void refusesAProtocolThatIsNotServed(String method, String protocol, String lengths) {
    Framing framing = new Framing(protocol, method, values(lengths), List.of());

    assertThat(framing.problem())
        .hasValue("the protocol is %s; allowed: HTTP/1.0, HTTP/1.1, HTTP/2.0".formatted(protocol));
    assertThat(framing.isCertain()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "HTTP/1.1, none, none",
    "HTTP/1.1, +57, none",
    "HTTP/1.1, -1, none",
    "HTTP/1.1, 0x39, none",
    "HTTP/1.1, 1000000000000000000, none",
    "HTTP/1.1, 57|57, none",
    "HTTP/1.1, 57|5, none",
    "HTTP/1.1, 57, chunked",
    "HTTP/1.1, none, gzip",
    "HTTP/1.1, none, 'gzip, chunked'",
    "HTTP/1.1, none, chunked|chunked",
    "HTTP/1.0, none, chunked",
    "HTTP/9.9, 57, none",
    "HTTP/1.2, 57, none"
  })
  void refusesAPostThatDoesNot(String protocol, String lengths, String codings) {
    Framing framing = new Framing(protocol, "POST", values(lengths), values(codings));

    assertThat(framing.problem()).isPresent();
    assertThat(framing.isCertain()).isFalse();
  }

  @Test
  void refusesTwoLengthsOfARequestInFrames() {
    assertThat(new Framing("HTTP/2.0", "POST", List.of("57", "5"), List.of()).problem())
        .hasValue(
            "Content-Length is '57, 5' in HTTP/2.0; allowed: one Content-Length, a number, or"
                + " 'chunked' in HTTP/1.1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "HEAD", "OPTIONS", "DELETE"})
  void closesAfterARequestThatMayHaveHadALengthAndAnswersIt(String method) {
    Framing framing = new Framing("HTTP/1.1", method, List.of(), List.of());

    assertThat(framing.problem()).isEmpty();
    assertThat(framing.isCertain()).isFalse();
  }

  private static List<String> values(String values) {
    return Stream.of(values.split("\\|")).filter(value -> !value.equals(NONE)).toList();
  }
}
