package dev.polyglot.deletion.boundary;

import dev.polyglot.deletion.entity.AwsError;
import dev.polyglot.deletion.entity.KafkaCluster;
import dev.polyglot.deletion.entity.ManagedResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads a managed resource of the AWS providers as the API server gives it. */
final class ManagedResourceReader {

  private static final String CLUSTER = "Cluster.kafka";
  static final String EXTERNAL_NAME = "crossplane.io/external-name";

  /** Of an operation that runs beside the provider's loop; all others are of making or changing. */
  private static final Set<String> DELETE_FAILURES = Set.of("AsyncDeleteFailure", "DestroyFailure");

  /** What stands in the condition from the time before, until deleting is tried. */
  private static final List<String> EARLIER_FAILURES =
      List.of("create failed", "update failed", "cannot resolve references");

  private final GenericKubernetesResource resource;

  private ManagedResourceReader(GenericKubernetesResource resource) {
    this.resource = resource;
  }

  static ManagedResource read(GenericKubernetesResource resource) {
    return new ManagedResourceReader(resource).read();
  }

  private ManagedResource read() {
    Optional<Instant> deletedAt =
        Optional.ofNullable(resource.getMetadata().getDeletionTimestamp()).map(Instant::parse);
    String kind = kind(resource.getKind(), resource.getApiVersion());
    return new ManagedResource(
        kind,
        resource.getMetadata().getName(),
        Fields.text(resource, "spec", "forProvider", "region"),
        deletedAt,
        deletedAt.flatMap(at -> error()),
        ids(),
        kind.equals(CLUSTER) ? cluster() : Optional.empty());
  }

  private Optional<AwsError> error() {
    return Fields.falseCondition(resource, "Synced")
        .flatMap(condition -> Fields.text(condition, "message"))
        .filter(message -> EARLIER_FAILURES.stream().noneMatch(message::startsWith))
        .or(this::asynchronousError)
        .map(AwsError::in);
  }

  private Optional<String> asynchronousError() {
    return Fields.falseCondition(resource, "LastAsyncOperation")
        .filter(
            condition ->
                Fields.text(condition, "reason").filter(DELETE_FAILURES::contains).isPresent())
        .flatMap(condition -> Fields.text(condition, "message"));
  }

  /** The cluster of brokers, unless it is to stay in AWS when its managed resource goes. */
  private Optional<KafkaCluster> cluster() {
    return isKept()
        ? Optional.empty()
        : externalName(resource)
            .flatMap(
                arn ->
                    Fields.text(resource, "spec", "forProvider", "clusterName")
                        .flatMap(
                            name ->
                                Fields.text(resource, "spec", "forProvider", "region")
                                    .flatMap(region -> KafkaCluster.of(arn, name, region))));
  }

  private boolean isKept() {
    List<String> policies = Fields.texts(resource, "spec", "managementPolicies");
    return Fields.text(resource, "spec", "deletionPolicy").filter("Orphan"::equals).isPresent()
        || !policies.isEmpty() && !policies.contains("*") && !policies.contains("Delete");
  }

  /** The kind and the short name of its group, which may be followed by a version. */
  static String kind(String kind, String group) {
    return "%s.%s".formatted(kind, group.split("[./]", 2)[0]);
  }

  /** By what AWS knows it; empty until that is written down. */
  static Optional<String> externalName(GenericKubernetesResource resource) {
    return Optional.ofNullable(resource.getMetadata().getAnnotations())
        .map(annotations -> annotations.get(EXTERNAL_NAME));
  }

  private Set<String> ids() {
    Set<String> ids = new HashSet<>();
    externalName(resource).ifPresent(ids::add);
    for (String field : List.of("id", "arn", "networkInterfaceId", "primaryNetworkInterfaceId")) {
      Fields.text(resource, "status", "atProvider", field).ifPresent(ids::add);
    }
    ids.addAll(Fields.texts(resource, "status", "atProvider", "networkInterfaceIds"));
    return ids;
  }
}
