package dev.polyglot.deletion.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyglot.deletion.entity.ClaimName;
import dev.polyglot.deletion.entity.CompositionStatus;
import dev.polyglot.deletion.entity.LiveClaim;
import dev.polyglot.deletion.entity.StuckComposite;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CompositionReportTest {

  private static final Instant NOW = Instant.parse("2026-11-30T10:00:00.5Z");
  private static final Instant LONG_AGO = Instant.parse("2026-11-30T09:00:00Z");
  private static final ClaimName NAME = new ClaimName("shop", "dev");

  private final CompositionReport report = new CompositionReport(Clock.fixed(NOW, ZoneOffset.UTC));

  @Test
  void saysNothingOfWhatIsComposed() {
    assertThat(report.on(claim(), List.of())).isEmpty();
  }

  @Test
  void namesEachPartThatIsStuckAndWhy() {
    assertThat(
            report.on(
                claim(),
                List.of(
                    stuck("kafka", "spec.version: Unsupported value", LONG_AGO.plusSeconds(5)),
                    stuck("environment", "exceeded quota", LONG_AGO))))
        .contains(
            new CompositionStatus(
                false,
                "environment: exceeded quota; kafka: spec.version: Unsupported value",
                LONG_AGO));
  }

  @Test
  void waitsUntilItIsNotForAMomentOnly() {
    Instant edge = NOW.minus(CompositionReport.PATIENCE);
    assertThat(report.on(claim(), List.of(stuck("kafka", "a conflict", edge.plusMillis(1)))))
        .isEmpty();
    assertThat(report.on(claim(), List.of(stuck("kafka", "a conflict", edge))))
        .map(CompositionStatus::message)
        .contains("kafka: a conflict");
  }

  @Test
  void saysNothingTwice() {
    assertThat(
            report.on(
                claim(new CompositionStatus(false, "kafka: no", LONG_AGO)),
                List.of(stuck("kafka", "no", LONG_AGO.plusSeconds(60)))))
        .isEmpty();
  }

  @Test
  void keepsSinceWhenWhileTheReasonChanges() {
    assertThat(
            report.on(
                claim(new CompositionStatus(false, "kafka: no", LONG_AGO)),
                List.of(stuck("kafka", "not now", LONG_AGO.plusSeconds(60)))))
        .contains(new CompositionStatus(false, "kafka: not now", LONG_AGO));
  }

  /** As when Crossplane names now one resource and now another. */
  @Test
  void takesNothingBackWhileSomethingIsStuck() {
    assertThat(
            report.on(
                claim(new CompositionStatus(false, "kafka: no", LONG_AGO)),
                List.of(stuck("kafka", "not now", NOW.minus(Duration.ofSeconds(1))))))
        .isEmpty();
  }

  @Test
  void saysOnceThatNothingIsInTheWayAnyMore() {
    assertThat(report.on(claim(new CompositionStatus(false, "kafka: no", LONG_AGO)), List.of()))
        .contains(new CompositionStatus(true, "", Instant.parse("2026-11-30T10:00:00Z")));
    assertThat(report.on(claim(new CompositionStatus(true, "", LONG_AGO)), List.of())).isEmpty();
  }

  @Test
  void datesWhatIsStuckAgainFromItsOwnBeginning() {
    Instant later = LONG_AGO.plusSeconds(600);
    assertThat(
            report.on(
                claim(new CompositionStatus(true, "", LONG_AGO)),
                List.of(stuck("kafka", "no", later))))
        .contains(new CompositionStatus(false, "kafka: no", later));
  }

  private static LiveClaim claim() {
    return new LiveClaim(NAME, "uid-1", Optional.empty());
  }

  private static LiveClaim claim(CompositionStatus reported) {
    return new LiveClaim(NAME, "uid-1", Optional.of(reported));
  }

  private static StuckComposite stuck(String part, String message, Instant since) {
    return new StuckComposite(NAME, part, message, since);
  }
}
