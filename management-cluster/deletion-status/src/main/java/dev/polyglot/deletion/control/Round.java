package dev.polyglot.deletion.control;

import dev.polyglot.deletion.entity.ClaimName;
import dev.polyglot.deletion.entity.CompositionStatus;
import dev.polyglot.deletion.entity.DeletingClaim;
import dev.polyglot.deletion.entity.DeletionStatus;
import dev.polyglot.deletion.entity.LiveClaim;
import dev.polyglot.deletion.entity.ManagedResource;
import dev.polyglot.deletion.entity.StuckComposite;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Brings the status of every claim that is being deleted up to date, once each time it is run,
 * deletes the environment's clusters of brokers that have failed, reports on the other claims what
 * keeps them from being composed, and writes down what AWS calls the resources that are being made.
 *
 * <p>A claim is written to only when there is something new to say. When anything fails, claims
 * keep what they say, the {@link Pulse} knows, and the next round tries again. A change is logged
 * once. For one thread.
 */
public final class Round implements Runnable {

  private static final Logger LOG = System.getLogger(Round.class.getName());

  private final ExternalNames names;
  private final Claims claims;
  private final ManagedResources resources;
  private final FailedClusters failedClusters;
  private final DeletionReport report;
  private final Composites composites;
  private final CompositionReport compositionReport;
  private final Pulse pulse;
  private String problem;

  public Round(
      ExternalNames names,
      Claims claims,
      ManagedResources resources,
      FailedClusters failedClusters,
      DeletionReport report,
      Composites composites,
      CompositionReport compositionReport,
      Pulse pulse) {
    this.names = names;
    this.claims = claims;
    this.resources = resources;
    this.failedClusters = failedClusters;
    this.report = report;
    this.composites = composites;
    this.compositionReport = compositionReport;
    this.pulse = pulse;
  }

  @Override
  public void run() {
    try {
      all(List.of(() -> tell(claims.deleting()), this::reportWhatIsStuck, names::write));
      pulse.good();
      problem = null;
    } catch (RuntimeException | Error e) {
      // Whatever it is: thrown on, it would end the schedule, in silence.
      pulse.bad(e.toString());
      if (!e.toString().equals(problem)) {
        LOG.log(Level.WARNING, "This round failed, and the next one tries again", e);
      }
      problem = e.toString();
    }
  }

  private void tell(List<DeletingClaim> deleting) {
    if (deleting.isEmpty()) {
      return;
    }
    Set<String> composites =
        deleting.stream().flatMap(claim -> claim.composite().stream()).collect(Collectors.toSet());
    Map<String, List<ManagedResource>> remaining =
        composites.isEmpty() ? Map.of() : resources.of(composites);
    all(
        deleting.stream()
            .<Runnable>map(
                claim -> () -> tell(claim, claim.composite().map(remaining::get).orElse(List.of())))
            .toList());
  }

  private void reportWhatIsStuck() {
    Map<ClaimName, List<StuckComposite>> stuck =
        composites.stuck().stream().collect(Collectors.groupingBy(StuckComposite::claim));
    all(
        claims.living().stream()
            .<Runnable>map(claim -> () -> tell(claim, stuck.getOrDefault(claim.name(), List.of())))
            .toList());
  }

  private void tell(LiveClaim claim, List<StuckComposite> stuck) {
    Optional<CompositionStatus> status = compositionReport.on(claim, stuck);
    status.ifPresent(
        now -> {
          claims.tell(claim, now);
          LOG.log(
              Level.INFO,
              "Composition of {0}/{1}: {2}",
              claim.name().namespace(),
              claim.name().name(),
              now.isComposed() ? "nothing is in its way any more" : now.message());
        });
  }

  /** Does them all, whichever fails; one failure is told. */
  private static void all(List<Runnable> tasks) {
    RuntimeException failure = null;
    for (Runnable task : tasks) {
      try {
        task.run();
      } catch (RuntimeException e) {
        // The others' turn comes first.
        failure = e;
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  private void tell(DeletingClaim claim, List<ManagedResource> remaining) {
    DeletionStatus status = report.on(claim, remaining, failedClusters.remove(remaining));
    if (claim.told().equals(Optional.of(status))) {
      return;
    }
    claims.tell(claim, status);
    if (claim.told().map(DeletionStatus::reason).filter(status.reason()::equals).isEmpty()) {
      LOG.log(
          Level.INFO,
          "Deletion of {0}/{1}: {2}, {3}",
          claim.namespace(),
          claim.name(),
          status.reason().word(),
          status.message());
    }
  }
}
