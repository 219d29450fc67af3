package dev.polyglot.deletion.entity;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A managed resource that has not gone yet, and so is still in AWS as far as Crossplane knows.
 *
 * @param kind its kind and the short name of its group: {@code Cluster.kafka}
 * @param name its name in the cluster
 * @param region where it is in AWS; empty for what has no region
 * @param deletedAt since when it is being deleted; empty while it waits for others
 * @param error why deleting it last failed; empty if it did not
 * @param ids by which names AWS knows it and what belongs to it
 * @param cluster the cluster of brokers that it is and that goes with it; empty for any other
 */
public record ManagedResource(
    String kind,
    String name,
    Optional<String> region,
    Optional<Instant> deletedAt,
    Optional<AwsError> error,
    Set<String> ids,
    Optional<KafkaCluster> cluster) {

  private static final String VPC = "VPC.ec2";
  private static final Pattern VPC_ID = Pattern.compile("vpc-[0-9a-f]+");
  private static final Pattern KUBERNETES_CLUSTER =
      Pattern.compile("arn:[^:]+:eks:([^:]+):[^:]*:cluster/([^/]+)");

  public ManagedResource {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(region, "region");
    Objects.requireNonNull(deletedAt, "deletedAt");
    Objects.requireNonNull(error, "error");
    Objects.requireNonNull(cluster, "cluster");
    ids = Set.copyOf(ids);
  }

  public boolean leaving() {
    return deletedAt.isPresent();
  }

  /** Whether deleting it failed with such an error. */
  public boolean failed(AwsError.Nature nature) {
    return leaving() && error.filter(found -> found.nature() == nature).isPresent();
  }

  /** It with another error, or with none. */
  public ManagedResource withError(Optional<AwsError> other) {
    return new ManagedResource(kind, name, region, deletedAt, other, ids, cluster);
  }

  /**
   * The cluster that it is, if it is being deleted and the provider cannot read it because the
   * cluster has failed.
   */
  public Optional<KafkaCluster> unreadableCluster() {
    return leaving() && error.filter(AwsError::isOfFailedCluster).isPresent()
        ? cluster
        : Optional.empty();
  }

  /**
   * The Kubernetes cluster that it is, if it is being deleted and AWS refuses that because of node
   * groups or Fargate profiles.
   */
  public Optional<KubernetesCluster> usedCluster() {
    return leaving() && error.filter(AwsError::isOfUsedCluster).isPresent()
        ? ids.stream()
            .map(KUBERNETES_CLUSTER::matcher)
            .filter(Matcher::matches)
            .map(arn -> new KubernetesCluster(arn.group(2), arn.group(1)))
            .findFirst()
        : Optional.empty();
  }

  /** The network that it is; empty for any other resource, and for one that AWS never made. */
  public Optional<Vpc> vpc() {
    return kind.equals(VPC)
        ? region.flatMap(
            where ->
                ids.stream()
                    .filter(id -> VPC_ID.matcher(id).matches())
                    .findFirst()
                    .map(id -> new Vpc(id, where)))
        : Optional.empty();
  }
}
