package dev.polyglot.deletion.control;

import dev.polyglot.deletion.entity.AwsError.Nature;
import dev.polyglot.deletion.entity.DeletingClaim;
import dev.polyglot.deletion.entity.DeletionStatus;
import dev.polyglot.deletion.entity.DeletionStatus.Reason;
import dev.polyglot.deletion.entity.KubernetesCluster;
import dev.polyglot.deletion.entity.ManagedResource;
import dev.polyglot.deletion.entity.Vpc;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Tells how far a deletion is and whether it goes on by itself; where it does not, what is in its
 * way.
 *
 * <p>A refusal counts as that only when it cannot be part of the order: a subnet is refused for as
 * long as brokers are in it. So what refuses because of others is told once nothing moves any more,
 * and has not for half a minute; only then is AWS asked what is in the network. All other errors
 * are told at once, that of a cluster with somebody else's Fargate profiles and node groups with
 * their names.
 */
public final class DeletionReport {

  /** How long nothing must have moved before somebody is told to act. */
  static final Duration PATIENCE = Duration.ofSeconds(30);

  /** How many things in a network or a cluster are told by name. */
  static final int MOST_OBSTACLES = 8;

  private static final String TYPICAL = "typically 15 to 40 min";

  private final Networks networks;
  private final Compute compute;
  private final Clock clock;

  public DeletionReport(Networks networks, Compute compute, Clock clock) {
    this.networks = networks;
    this.compute = compute;
    this.clock = clock;
  }

  /**
   * What the status of the claim has to say now.
   *
   * @param claim that is being deleted
   * @param remaining all of its managed resources that have not gone
   * @param removals which of these are deleted in the provider's place
   */
  public DeletionStatus on(
      DeletingClaim claim,
      List<ManagedResource> remaining,
      Map<ManagedResource, Removal> removals) {
    Instant now = clock.instant();
    int total = Math.max(claim.total(), remaining.size());
    Verdict verdict = judge(corrected(remaining, removals), now);
    String removed = verdict.reason() == Reason.WAITING ? removed(removals) : "";
    return new DeletionStatus(
        "%d/%d".formatted(total - remaining.size(), total),
        verdict.reason(),
        introduction(claim, remaining.size(), total, now) + verdict.rest() + removed,
        since(claim, verdict.reason(), now));
  }

  /** What the provider says of what it cannot delete is no error of the deletion. */
  private static List<ManagedResource> corrected(
      List<ManagedResource> remaining, Map<ManagedResource, Removal> removals) {
    return remaining.stream()
        .map(
            resource ->
                removals.containsKey(resource)
                    ? resource.withError(removals.get(resource).error())
                    : resource)
        .toList();
  }

  private static String removed(Map<ManagedResource, Removal> removals) {
    return removals.values().stream()
        .filter(removal -> removal.refusal().isEmpty())
        .map(removal -> "; " + removal.text())
        .collect(Collectors.joining());
  }

  private record Verdict(Reason reason, String rest) {}

  private static String introduction(DeletingClaim claim, int remaining, int total, Instant now) {
    long minutes = Math.max(0, Duration.between(claim.deletedAt(), now).toMinutes());
    return remaining == 0
        ? "all resources in AWS are gone after %d min; Crossplane removes its own"
            .formatted(minutes)
        : "%d of %d resources remain after %d min, %s; "
            .formatted(remaining, total, minutes, TYPICAL);
  }

  /** A condition that changes its words only keeps its time. */
  private static Instant since(DeletingClaim claim, Reason reason, Instant now) {
    return claim
        .told()
        .filter(told -> told.reason() == reason)
        .map(DeletionStatus::since)
        .orElse(now.truncatedTo(ChronoUnit.SECONDS));
  }

  private Verdict judge(List<ManagedResource> remaining, Instant now) {
    List<ManagedResource> leaving = remaining.stream().filter(ManagedResource::leaving).toList();
    List<ManagedResource> failed = failed(leaving, Nature.LASTING);
    if (!failed.isEmpty()) {
      return new Verdict(Reason.BLOCKED, errors(failed) + users(failed));
    }
    if (leaving.isEmpty()
        || leaving.stream().anyMatch(DeletionReport::moves)
        || recent(leaving, now)) {
      return new Verdict(Reason.WAITING, waiting(remaining, leaving));
    }
    return stuck(remaining, leaving);
  }

  private static List<ManagedResource> failed(List<ManagedResource> leaving, Nature nature) {
    return leaving.stream().filter(resource -> resource.failed(nature)).toList();
  }

  /** Whether it goes by itself, as far as is known. */
  private static boolean moves(ManagedResource resource) {
    return resource.error().isPresent()
        ? resource.failed(Nature.PASSING)
        : !Kinds.isNetwork(resource);
  }

  private static boolean recent(List<ManagedResource> leaving, Instant now) {
    return leaving.stream()
        .flatMap(resource -> resource.deletedAt().stream())
        .anyMatch(at -> at.plus(PATIENCE).isAfter(now));
  }

  private static String waiting(List<ManagedResource> remaining, List<ManagedResource> leaving) {
    List<ManagedResource> after =
        remaining.stream().filter(resource -> !resource.leaving()).toList();
    StringBuilder text = new StringBuilder();
    if (!leaving.isEmpty()) {
      text.append("being deleted: ").append(Kinds.counted(leaving));
    }
    if (!after.isEmpty()) {
      text.append(leaving.isEmpty() ? "to be deleted: " : "; after them: ");
      text.append(Kinds.counted(after));
    }
    List<ManagedResource> passing = failed(leaving, Nature.PASSING);
    if (!passing.isEmpty()) {
      text.append("; AWS says for now: ").append(errors(passing));
    }
    return text.toString();
  }

  /** Nothing moves: what is in the network holds it back, or what AWS says. */
  private Verdict stuck(List<ManagedResource> remaining, List<ManagedResource> leaving) {
    List<ManagedResource> refused = failed(leaving, Nature.DEPENDENT);
    String unknown = "";
    try {
      Optional<String> obstacles = obstacles(remaining);
      if (obstacles.isPresent()) {
        return new Verdict(Reason.BLOCKED, obstacles.get());
      }
    } catch (LookupFailedException e) {
      unknown = "; what is in its network cannot be looked up: " + e.getMessage();
    }
    return refused.isEmpty()
        ? new Verdict(Reason.WAITING, waiting(remaining, leaving) + unknown)
        : new Verdict(Reason.BLOCKED, errors(refused) + unknown);
  }

  private Optional<String> obstacles(List<ManagedResource> remaining) {
    Set<String> own =
        remaining.stream().flatMap(resource -> resource.ids().stream()).collect(Collectors.toSet());
    return remaining.stream()
        .flatMap(resource -> resource.vpc().stream())
        .findFirst()
        .flatMap(vpc -> obstacles(vpc, Obstacles.in(networks.contents(vpc), own)));
  }

  private static Optional<String> obstacles(Vpc vpc, List<String> all) {
    return all.isEmpty() ? Optional.empty() : Optional.of(held(vpc.id(), vpc.region(), all));
  }

  private static String held(String name, String region, List<String> all) {
    int more = all.size() - MOST_OBSTACLES;
    return "%s in %s cannot go while it holds what is not of this environment: %s%s. Once these are deleted, the rest goes by itself"
        .formatted(
            name,
            region,
            all.stream().limit(MOST_OBSTACLES).collect(Collectors.joining("; ")),
            more > 0 ? "; and %d more".formatted(more) : "");
  }

  /** What AWS's refusal to delete a cluster does not name; nothing for any other error. */
  private String users(List<ManagedResource> failed) {
    return failed.stream()
        .flatMap(resource -> resource.usedCluster().stream())
        .findFirst()
        .map(this::users)
        .orElse("");
  }

  private String users(KubernetesCluster cluster) {
    try {
      List<String> all = compute.in(cluster);
      return all.isEmpty() ? "" : "; " + held(cluster.name(), cluster.region(), all);
    } catch (LookupFailedException e) {
      return "; what is in the cluster cannot be looked up: " + e.getMessage();
    }
  }

  private static String errors(List<ManagedResource> failed) {
    ManagedResource first = failed.get(0);
    int more = failed.size() - 1;
    return "%s (%s): %s%s"
        .formatted(
            first.name(),
            first.kind(),
            first.error().orElseThrow().text(),
            more > 0 ? " (and %d more)".formatted(more) : "");
  }
}
