package dev.polyglot.consumer.events.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyglot.consumer.events.entity.Position;
import dev.polyglot.consumer.events.entity.ReceivedEvent;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConsoleLineTest {

  private static final Position POSITION = new Position("events", 2, 48);

  @Test
  void saysWhereTheEventStandsWhichItIsAndWhatItSays() {
    assertThat(ConsoleLine.of(POSITION, new ReceivedEvent("/s", Optional.of("e-1"), "hello all")))
        .isEqualTo("Message on events[2]@48: e-1 hello all");
  }

  @Test
  void showsAMissingIdAsADash() {
    assertThat(ConsoleLine.of(POSITION, new ReceivedEvent("", Optional.empty(), "hello")))
        .isEqualTo("Message on events[2]@48: - hello");
  }

  @Test
  void endsAfterTheIdWhereTheMessageIsEmpty() {
    assertThat(line("")).isEqualTo("Message on events[2]@48: e-1");
  }

  @Test
  void keepsTheBlanksAndEscapesTheNewlineAtTheEndOfAMessage() {
    assertThat(line("hello  \n")).isEqualTo("Message on events[2]@48: e-1 hello  \\n");
  }

  @Test
  void writesLargeNumbersWithoutSeparators() {
    assertThat(
            ConsoleLine.of(
                new Position("events", 1000, 1_234_567),
                new ReceivedEvent("", Optional.empty(), "hello")))
        .isEqualTo("Message on events[1000]@1234567: - hello");
  }

  @ParameterizedTest
  @CsvSource({
    "10, \\n",
    "13, \\r",
    "9, \\t",
    "0, \\u0000",
    "8, \\u0008",
    "27, \\u001b",
    "127, \\u007f",
    "133, \\u0085",
    "155, \\u009b",
    "8232, \\u2028",
    "8233, \\u2029",
  })
  void escapesWhatWouldBreakTheLineOrSteerTheTerminal(int codePoint, String escaped) {
    String message = "a" + Character.toString(codePoint) + "b";
    assertThat(line(message)).isEqualTo("Message on events[2]@48: e-1 a" + escaped + "b");
  }

  @Test
  void escapesTheIdToo() {
    assertThat(ConsoleLine.of(POSITION, new ReceivedEvent("", Optional.of("1\r\n2"), "hello")))
        .isEqualTo("Message on events[2]@48: 1\\r\\n2 hello");
  }

  @Test
  void staysOneLineForAMessageThatForgesAnother() {
    String forged = line("hello\nMessage on events[2]@49: e-2 forged");
    assertThat(forged.lines()).hasSize(1);
    assertThat(forged)
        .isEqualTo("Message on events[2]@48: e-1 hello\\nMessage on events[2]@49: e-2 forged");
  }

  @ParameterizedTest
  @ValueSource(strings = {"👋", "👩‍🚒", "Grüße", "日本語", "a\u00a0b", "100 %d %n", "back\\slash"})
  void keepsEverythingElse(String message) {
    assertThat(line(message)).isEqualTo("Message on events[2]@48: e-1 " + message);
  }

  private static String line(String message) {
    return ConsoleLine.of(POSITION, new ReceivedEvent("/s", Optional.of("e-1"), message));
  }
}
