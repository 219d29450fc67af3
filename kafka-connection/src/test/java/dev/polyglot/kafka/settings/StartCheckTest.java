package dev.polyglot.kafka.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StartCheckTest {

  private final Map<String, String> values = Map.of("GOOD", "5", "TOO_MANY", "10");
  private final Settings settings = new Settings(name -> Optional.ofNullable(values.get(name)));

  @Test
  void findsNothingWhereEverySettingIsRight() {
    assertThat(StartCheck.problems(settings, List.of(s -> s.number("GOOD", 0, 0, 9)))).isEmpty();
  }

  @Test
  void tellsTheFirstProblemOfEachGroupInTheirOrder() {
    assertThat(
            StartCheck.problems(
                settings,
                List.of(
                    s -> {
                      s.number("TOO_MANY", 0, 0, 9);
                      s.topic("NEVER_REACHED");
                    },
                    s -> s.number("GOOD", 0, 0, 9),
                    s -> s.topic("MISSING"))))
        .satisfiesExactly(
            first -> assertThat(first).startsWith("TOO_MANY is '10'; allowed: "),
            second -> assertThat(second).startsWith("MISSING is not set; allowed: "));
  }

  @Test
  void letsAFailureThatIsNoWrongSettingThrough() {
    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                StartCheck.problems(
                    settings,
                    List.of(
                        s -> {
                          throw new IllegalStateException("a defect");
                        })))
        .withMessage("a defect");
  }
}
