package dev.polyglot.producer.events.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.polyglot.producer.problems.Problem;
import dev.polyglot.producer.problems.ProblemException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageReaderTest {

  @Test
  void takesTheMessageOfAnObject() {
    assertThat(MessageReader.json(utf8("{\"message\": \"Grüße 👋\\n\\u0041\"}")))
        .isEqualTo("Grüße 👋\nA");
  }

  @Test
  void takesASurrogatePairThatIsEscaped() {
    assertThat(MessageReader.json(utf8("{\"message\": \"\\ud83d\\udc4b\"}"))).isEqualTo("👋");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", " \n{ }\n ", "{\"message\": \"\"}"})
  void takesAnObjectWithoutAMessageAsAnEmptyOne(String body) {
    assertThat(MessageReader.json(utf8(body))).isEmpty();
  }

  @Test
  void namesTheMemberThatWouldBeLost() {
    assertThat(refused("{\"message\": \"hello\", \"priority\": 1}").detail())
        .isEqualTo("member 'priority' is unknown; allowed: message");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1|number",
        "-1.5e3|number",
        "true|true",
        "false|false",
        "null|null",
        "[]|array",
        "{}|object",
      })
  void saysWhatTheMessageIsInsteadOfAString(String value, String kind) {
    assertThat(refused("{\"message\": " + value + "}").detail())
        .isEqualTo("message is a JSON " + kind + "; allowed: a string");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "[{\"message\": \"hello\"}]|array",
        "\"hello\"|string",
        "42|number",
        "true|true",
        "null|null",
      })
  void saysWhatTheBodyIsInsteadOfAnObject(String body, String kind) {
    assertThat(refused(body).detail())
        .isEqualTo("the body is a JSON %s; allowed: an object like {\"message\": \"...\"}", kind);
  }

  @Test
  void refusesAMessageThatIsGivenTwice() {
    assertThat(refused("{\"message\": \"one\", \"message\": \"two\"}").detail())
        .isEqualTo("member 'message' is given twice; allowed: once");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "{\"message\"",
        "{\"message\":",
        "{\"message\": \"hel",
        "{\"message\": \"hello\"",
        "{\"message\": \"hello\",}",
        "{'message': 'hello'}",
        "{message: \"hello\"}",
        "{\"message\": \"a\nb\"}",
        "{\"message\": \"\\x\"}",
        "hello",
        "\uFEFF{}",
      })
  void refusesWhatIsNotJson(String body) {
    assertThat(refused(body).detail()).startsWith("the body is not JSON: ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"message\": \"one\"} {\"message\": \"two\"}",
        "{\"message\": \"one\"}}",
        "{\"message\": \"one\"}, 2",
        "{} rest",
      })
  void refusesWhatGoesOnAfterTheObject(String body) {
    assertThat(refused(body).detail()).startsWith("the body is not JSON: ");
  }

  @Test
  void refusesBytesThatAreNoUtf8() {
    byte[] latin1 = "{\"message\": \"Grüße\"}".getBytes(StandardCharsets.ISO_8859_1);
    assertThat(refused(latin1).detail()).isEqualTo("the body is not valid UTF-8");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\\ud83d", "\\udc4b", "\\udc4b\\ud83d", "a\\ud83db"})
  void refusesHalfASurrogatePair(String escaped) {
    assertThat(refused("{\"message\": \"" + escaped + "\"}").detail())
        .isEqualTo("message holds half a surrogate pair, which is no character");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "{\"message\":[", "{\"message\":{\"message\":", "{\"other\":["})
  void refusesDeepNestingAsAnyOtherBody(String opening) {
    assertThat(refused(opening.repeat(5000)).status()).isEqualTo(400);
  }

  @Test
  void refusesDeepNestingInsideTheMessage() {
    assertThat(refused("{\"message\":" + "[".repeat(5000) + "]".repeat(5000) + "}").status())
        .isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e99999999999", "-0.1E-99999999999"})
  void refusesANumberThatNoMachineHolds(String number) {
    assertThat(refused("{\"message\": " + number + "}").status()).isEqualTo(400);
    assertThat(refused(number).status()).isEqualTo(400);
  }

  @Test
  void refusesANumberOfManyDigits() {
    assertThat(refused("{\"message\": " + "1".repeat(20_000) + "}").status()).isEqualTo(400);
  }

  @Test
  void failsWithAProblemOrNotAtAllWhateverTheBytesAre() {
    Random random = new Random(20261122);
    List<Throwable> outcomes =
        Stream.generate(() -> JsonLike.bytes(random))
            .limit(20_000)
            .map(body -> catchThrowable(() -> MessageReader.json(body)))
            .toList();
    assertThat(outcomes)
        .hasSize(20_000)
        .anyMatch(outcome -> outcome == null)
        .anyMatch(outcome -> outcome != null)
        .allMatch(outcome -> outcome == null || outcome instanceof ProblemException);
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-8", "ISO-8859-1", "UTF-16"})
  void takesTextInTheCharsetItIsIn(String name) {
    Charset charset = Charset.forName(name);
    assertThat(MessageReader.text("Grüße\n".getBytes(charset), charset)).isEqualTo("Grüße\n");
  }

  @Test
  void refusesTextThatIsNotInItsCharset() {
    ProblemException thrown =
        catchThrowableOfType(
            ProblemException.class,
            () -> MessageReader.text(utf8("Grüße"), StandardCharsets.US_ASCII));
    assertThat(thrown.problem()).isEqualTo(Problem.malformedBody("the body is not valid US-ASCII"));
  }

  @Test
  void refusesHalfASurrogatePairInText() {
    byte[] half = {0, 0, (byte) 0xd8, 0x3d};
    ProblemException thrown =
        catchThrowableOfType(
            ProblemException.class, () -> MessageReader.text(half, Charset.forName("UTF-32")));
    assertThat(thrown).isNotNull();
    assertThat(thrown.problem().detail())
        .isEqualTo("message holds half a surrogate pair, which is no character");
  }

  private static Problem refused(String body) {
    return refused(utf8(body));
  }

  private static Problem refused(byte[] body) {
    ProblemException thrown =
        catchThrowableOfType(ProblemException.class, () -> MessageReader.json(body));
    assertThat(thrown).isNotNull();
    assertThat(thrown.problem().status()).isEqualTo(400);
    assertThat(thrown.problem().type()).isEqualTo("malformed-body");
    return thrown.problem();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Bytes that a JSON parser gets somewhere with, unlike most random ones. */
  private static final class JsonLike {

    private static final List<String> PARTS =
        List.of(
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "\"",
            "\"message\"",
            "\"a\"",
            "\"\\ud83d\"",
            "\\",
            "1",
            "-",
            "1e99999999999",
            "true",
            "null",
            " ",
            "{\"message\":\"",
            "\"}",
            "é",
            "\0");

    static byte[] bytes(Random random) {
      StringBuilder text = new StringBuilder();
      random.ints(random.nextInt(1, 9), 0, PARTS.size()).forEach(i -> text.append(PARTS.get(i)));
      byte[] bytes = utf8(text.toString());
      if (random.nextInt(4) == 0) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      return bytes;
    }
  }
}
