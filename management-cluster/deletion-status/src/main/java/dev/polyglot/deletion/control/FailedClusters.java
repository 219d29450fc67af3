package dev.polyglot.deletion.control;

import dev.polyglot.deletion.control.KafkaClusters.Description;
import dev.polyglot.deletion.entity.AwsError;
import dev.polyglot.deletion.entity.KafkaCluster;
import dev.polyglot.deletion.entity.ManagedResource;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Deletes the clusters of brokers that the provider has to delete and cannot: it reads a cluster's
 * bootstrap brokers before anything else, AWS refuses these while the cluster is {@code FAILED},
 * and so deleting is never tried (hashicorp/terraform-provider-aws#37471). Nothing else is ever
 * deleted.
 *
 * <p>Once AWS has deleted the cluster the provider finds none, and its managed resource goes. AWS
 * is asked about each cluster at most once a minute, and the last outcome stands in between. For
 * one thread.
 */
public final class FailedClusters {

  static final Duration PACE = Duration.ofSeconds(60);

  private static final Logger LOG = System.getLogger(FailedClusters.class.getName());
  private static final String FAILED = "FAILED";
  private static final String DELETING = "DELETING";

  private final KafkaClusters clusters;
  private final Clock clock;
  private final Map<KafkaCluster, Outcome> outcomes = new HashMap<>();

  public FailedClusters(KafkaClusters clusters, Clock clock) {
    this.clusters = clusters;
    this.clock = clock;
  }

  /**
   * Deletes those that AWS, too, says have failed.
   *
   * @param remaining of an environment that is being deleted
   * @return by managed resource, those that are deleted here or would be if AWS did not refuse
   */
  public Map<ManagedResource, Removal> remove(List<ManagedResource> remaining) {
    Instant now = clock.instant();
    outcomes.values().removeIf(outcome -> !outcome.at().plus(PACE).isAfter(now));
    Map<ManagedResource, Removal> removals = new LinkedHashMap<>();
    for (ManagedResource resource : remaining) {
      resource
          .unreadableCluster()
          .flatMap(cluster -> outcome(cluster, now).removal())
          .ifPresent(removal -> removals.put(resource, removal));
    }
    return removals;
  }

  private record Outcome(Optional<Removal> removal, Instant at) {}

  private Outcome outcome(KafkaCluster cluster, Instant now) {
    return outcomes.computeIfAbsent(cluster, unknown -> new Outcome(remove(unknown), now));
  }

  private Optional<Removal> remove(KafkaCluster cluster) {
    try {
      Optional<Description> found = clusters.describe(cluster);
      if (found.isPresent() && !isOwn(cluster, found.get())) {
        return Optional.empty();
      }
      String state = found.map(Description::state).orElse(DELETING);
      if (state.equals(FAILED)) {
        clusters.delete(cluster);
        LOG.log(
            Level.INFO,
            "Deleting the failed cluster {0}, which the provider cannot",
            cluster.arn());
      }
      // The provider's error is some minutes old: the cluster may be on its way already.
      return state.equals(FAILED) || state.equals(DELETING)
          ? Optional.of(new Removal(cluster, Optional.empty()))
          : Optional.empty();
    } catch (KafkaRefusedException e) {
      return Optional.of(new Removal(cluster, Optional.of(AwsError.in(e.getMessage()))));
    }
  }

  private static boolean isOwn(KafkaCluster cluster, Description found) {
    return found.arn().equals(cluster.arn()) && found.name().equals(cluster.name());
  }
}
