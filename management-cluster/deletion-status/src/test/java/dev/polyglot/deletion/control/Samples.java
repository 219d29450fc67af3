package dev.polyglot.deletion.control;

import dev.polyglot.deletion.entity.AwsError;
import dev.polyglot.deletion.entity.DeletingClaim;
import dev.polyglot.deletion.entity.DeletionStatus;
import dev.polyglot.deletion.entity.KafkaCluster;
import dev.polyglot.deletion.entity.ManagedResource;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** Claims and resources for tests, deleted at ten o'clock. */
final class Samples {

  static final Instant DELETED = Instant.parse("2026-11-22T10:00:00Z");

  static final KafkaCluster CLUSTER =
      new KafkaCluster(
          "arn:aws:kafka:eu-west-3:123456789012:cluster/polyglot-dev/0a1b2c3d-22-5",
          "polyglot-dev",
          "eu-west-3");

  private Samples() {}

  static DeletingClaim claim(int total) {
    return claim("dev", total, Optional.empty());
  }

  static DeletingClaim claim(String name, int total, Optional<DeletionStatus> told) {
    return new DeletingClaim(
        "shop", name, "uid-" + name, Optional.of(name + "-x7"), DELETED, total, told);
  }

  static ManagedResource waiting(String kind) {
    return resource(kind, Optional.empty(), Optional.empty());
  }

  static ManagedResource leaving(String kind) {
    return leavingSince(kind, DELETED);
  }

  static ManagedResource leavingSince(String kind, Instant since) {
    return resource(kind, Optional.of(since), Optional.empty());
  }

  static ManagedResource failing(String kind, String error) {
    return resource(kind, Optional.of(DELETED), Optional.of(new AwsError(error)));
  }

  /** That the provider has to delete and cannot read. */
  static ManagedResource failedCluster() {
    return new ManagedResource(
        "Cluster.kafka",
        "dev-x7-cluster",
        Optional.of("eu-west-3"),
        Optional.of(DELETED),
        Optional.of(
            new AwsError(
                "BadRequestException: You can't get bootstrap broker nodes for a cluster in FAILED"
                    + " state.")),
        Set.of(CLUSTER.arn()),
        Optional.of(CLUSTER));
  }

  /** That AWS does not delete because of others' compute. */
  static ManagedResource usedCluster(String error) {
    return new ManagedResource(
        "Cluster.eks",
        "dev-x7-cluster",
        Optional.of("eu-west-3"),
        Optional.of(DELETED),
        Optional.of(new AwsError(error)),
        Set.of("polyglot-dev", "arn:aws:eks:eu-west-3:123456789012:cluster/polyglot-dev"),
        Optional.empty());
  }

  private static ManagedResource resource(
      String kind, Optional<Instant> deletedAt, Optional<AwsError> error) {
    String role = kind.substring(0, kind.indexOf('.')).toLowerCase(java.util.Locale.ROOT);
    return new ManagedResource(
        kind,
        "dev-x7-" + role,
        Optional.of("eu-west-3"),
        deletedAt,
        error,
        Set.of(role + "-0a1b2c3d"),
        Optional.empty());
  }
}
