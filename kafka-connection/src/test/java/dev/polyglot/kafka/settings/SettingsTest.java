package dev.polyglot.kafka.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {

  private static final Pattern DIGITS = Pattern.compile("\\d+");

  @Test
  void givesTextAsItIsSinceAChannelGetsItSoToo() {
    assertThat(settings("NAME", " text \n").text("NAME")).contains(" text \n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\t\n"})
  void takesBlankTextAsNotSet(String blank) {
    assertThat(settings("NAME", blank).text("NAME")).isEmpty();
  }

  @Test
  void namesTheSettingThatIsMissing() {
    assertThatExceptionOfType(InvalidSettingException.class)
        .isThrownBy(() -> settings().matching("NAME", DIGITS, "digits"))
        .withMessage("NAME is not set; allowed: digits");
  }

  @Test
  void takesARequiredSettingThatIsBlankAsMissing() {
    assertThatExceptionOfType(InvalidSettingException.class)
        .isThrownBy(() -> settings("NAME", "  ").matching("NAME", DIGITS, "digits"))
        .withMessage("NAME is not set; allowed: digits");
  }

  @Test
  void namesTheSettingTheValueAndWhatIsAllowedWhenItDoesNotMatch() {
    assertThatExceptionOfType(InvalidSettingException.class)
        .isThrownBy(() -> settings("NAME", "12a").matching("NAME", DIGITS, "digits"))
        .withMessage("NAME is '12a'; allowed: digits");
  }

  @Test
  void givesAValueThatMatches() {
    assertThat(settings("NAME", "12").matching("NAME", DIGITS, "digits")).isEqualTo("12");
  }

  @ParameterizedTest
  @ValueSource(strings = {"e", "events", "Events_2.dead-letters", "...", ".hidden"})
  void takesALegalTopicName(String topic) {
    assertThat(settings("TOPIC", topic).topic("TOPIC")).isEqualTo(topic);
  }

  @ParameterizedTest
  @ValueSource(strings = {".", "..", "a b", "a/b", "événements", "a,b"})
  void refusesAnIllegalTopicName(String topic) {
    assertThatExceptionOfType(InvalidSettingException.class)
        .isThrownBy(() -> settings("TOPIC", topic).topic("TOPIC"))
        .withMessageStartingWith("TOPIC is '%s'; allowed: a topic name, 1 to 249", topic);
  }

  @Test
  void takesATopicNameOf249Characters() {
    String topic = "t".repeat(249);
    assertThat(settings("TOPIC", topic).topic("TOPIC")).isEqualTo(topic);
  }

  @Test
  void refusesATopicNameOf250Characters() {
    assertThatExceptionOfType(InvalidSettingException.class)
        .isThrownBy(() -> settings("TOPIC", "t".repeat(250)).topic("TOPIC"));
  }

  @Test
  void requiresATopicWithoutADefault() {
    assertThatExceptionOfType(InvalidSettingException.class)
        .isThrownBy(() -> settings().topic("TOPIC"))
        .withMessageStartingWith("TOPIC is not set");
  }

  @Test
  void givesTheDefaultTopicOnlyWhenNoneIsSet() {
    assertThat(settings().topic("TOPIC", "other")).isEqualTo("other");
    assertThat(settings("TOPIC", "events").topic("TOPIC", "other")).isEqualTo("events");
  }

  @Test
  void checksTheDefaultTopicToo() {
    assertThatExceptionOfType(InvalidSettingException.class)
        .isThrownBy(() -> settings().topic("TOPIC", "t".repeat(246) + ".dlq"));
  }

  @Test
  void givesTheDefaultNumberOnlyWhenNoneIsSet() {
    assertThat(settings().number("COUNT", 7, 1, 9)).isEqualTo(7);
    assertThat(settings("COUNT", " ").number("COUNT", 7, 1, 9)).isEqualTo(7);
    assertThat(settings("COUNT", "8").number("COUNT", 7, 1, 9)).isEqualTo(8);
  }

  @ParameterizedTest
  @ValueSource(ints = {-3, 9})
  void takesTheNumbersAtTheBounds(int bound) {
    assertThat(settings("COUNT", Integer.toString(bound)).number("COUNT", 7, -3, 9))
        .isEqualTo(bound);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-4", "10", "2147483648", "seven", "7.0", "7 8", "0x7"})
  void refusesWhatIsPastTheBoundsOrNoWholeNumber(String value) {
    assertThatExceptionOfType(InvalidSettingException.class)
        .isThrownBy(() -> settings("COUNT", value).number("COUNT", 7, -3, 9))
        .withMessage("COUNT is '%s'; allowed: a whole number from -3 to 9", value);
  }

  private static Settings settings(String... namesAndValues) {
    Map<String, String> values =
        namesAndValues.length == 0 ? Map.of() : Map.of(namesAndValues[0], namesAndValues[1]);
    return new Settings(name -> Optional.ofNullable(values.get(name)));
  }
}
