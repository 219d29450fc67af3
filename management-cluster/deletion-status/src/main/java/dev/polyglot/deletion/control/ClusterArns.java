package dev.polyglot.deletion.control;

import dev.polyglot.deletion.control.KafkaClusters.Listing;
import dev.polyglot.deletion.entity.KafkaCluster;
import dev.polyglot.deletion.entity.UnnamedCluster;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes a cluster's ARN into its managed resource as soon as MSK has the cluster. The provider
 * does so only once the cluster is active, half an hour later and never if it fails: until then
 * only its memory has the ARN, and a provider that is started anew would leave the cluster behind
 * when the resource is deleted.
 *
 * <p>A cluster is known by its name and by the tag with the resource's name that the provider gives
 * to all that it makes. MSK is asked about each resource at most four times a minute. For one
 * thread.
 */
public final class ClusterArns {

  static final Duration PACE = Duration.ofSeconds(15);
  static final String OWNER_TAG = "crossplane-name";

  private static final Logger LOG = System.getLogger(ClusterArns.class.getName());

  private final UnnamedClusters resources;
  private final KafkaClusters clusters;
  private final Clock clock;
  private final Map<UnnamedCluster, Instant> asked = new HashMap<>();
  private final Map<UnnamedCluster, String> refusals = new HashMap<>();

  public ClusterArns(UnnamedClusters resources, KafkaClusters clusters, Clock clock) {
    this.resources = resources;
    this.clusters = clusters;
    this.clock = clock;
  }

  /** Writes down those that MSK has by now. What it refuses is logged once and asked for again. */
  public void write() {
    List<UnnamedCluster> unnamed = resources.list();
    asked.keySet().retainAll(new HashSet<>(unnamed));
    refusals.keySet().retainAll(asked.keySet());
    Instant now = clock.instant();
    for (UnnamedCluster cluster : unnamed) {
      Instant last = asked.get(cluster);
      if (last == null || !last.plus(PACE).isAfter(now)) {
        asked.put(cluster, now);
        write(cluster);
      }
    }
  }

  private void write(UnnamedCluster unnamed) {
    try {
      find(unnamed)
          .ifPresent(
              cluster -> {
                resources.name(unnamed, cluster);
                LOG.log(Level.INFO, "{0} is {1}", unnamed.resource(), cluster.arn());
              });
      refusals.remove(unnamed);
    } catch (KafkaRefusedException e) {
      if (!e.getMessage().equals(refusals.put(unnamed, e.getMessage()))) {
        LOG.log(
            Level.WARNING,
            "Whether MSK has {0} already is not known: {1}",
            unnamed.name(),
            e.getMessage());
      }
    }
  }

  private Optional<KafkaCluster> find(UnnamedCluster unnamed) {
    return clusters.listed(unnamed.name(), unnamed.region()).stream()
        .filter(listing -> unnamed.resource().equals(listing.tags().get(OWNER_TAG)))
        .map(Listing::arn)
        .flatMap(arn -> KafkaCluster.of(arn, unnamed.name(), unnamed.region()).stream())
        .findFirst();
  }
}
