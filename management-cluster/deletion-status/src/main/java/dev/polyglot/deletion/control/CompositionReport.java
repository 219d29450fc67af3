package dev.polyglot.deletion.control;

import static java.util.stream.Collectors.joining;

import dev.polyglot.deletion.entity.CompositionStatus;
import dev.polyglot.deletion.entity.LiveClaim;
import dev.polyglot.deletion.entity.StuckComposite;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Reports what keeps an environment from being what its claim asks for, where Crossplane reports it
 * on composites only, which a team does not see: a part that the cluster refuses, a quota, a
 * policy, a namespace that is ending.
 *
 * <p>What Crossplane says for a moment only, of two who wrote at the same time for example, is not
 * reported; a report stays until no composite is stuck any more.
 */
public final class CompositionReport {

  /** How long a composite must have been stuck before it is reported. */
  static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Clock clock;

  public CompositionReport(Clock clock) {
    this.clock = clock;
  }

  /**
   * What the status of the claim has to say now; empty if it says that already.
   *
   * @param claim that nobody deleted
   * @param stuck those of its composites that cannot be composed
   */
  public Optional<CompositionStatus> on(LiveClaim claim, List<StuckComposite> stuck) {
    Instant now = clock.instant();
    if (stuck.isEmpty()) {
      return claim
          .reported()
          .filter(reported -> !reported.isComposed())
          .map(reported -> new CompositionStatus(true, "", now.truncatedTo(ChronoUnit.SECONDS)));
    }
    List<StuckComposite> lasting =
        stuck.stream()
            .filter(composite -> !composite.since().plus(PATIENCE).isAfter(now))
            .sorted(Comparator.comparing(StuckComposite::part))
            .toList();
    if (lasting.isEmpty()) {
      return Optional.empty();
    }
    String message =
        lasting.stream()
            .map(composite -> composite.part() + ": " + composite.message())
            .collect(joining("; "));
    Optional<CompositionStatus> before =
        claim.reported().filter(reported -> !reported.isComposed());
    if (before.map(CompositionStatus::message).equals(Optional.of(message))) {
      return Optional.empty();
    }
    Instant since =
        before
            .map(CompositionStatus::since)
            .orElseGet(
                () ->
                    lasting.stream()
                        .map(StuckComposite::since)
                        .min(Comparator.naturalOrder())
                        .orElseThrow());
    return Optional.of(new CompositionStatus(false, message, since));
  }
}
