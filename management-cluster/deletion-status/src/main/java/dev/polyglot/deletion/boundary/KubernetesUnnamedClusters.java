package dev.polyglot.deletion.boundary;

import dev.polyglot.deletion.control.UnnamedClusters;
import dev.polyglot.deletion.entity.KafkaCluster;
import dev.polyglot.deletion.entity.UnnamedCluster;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Optional;

/**
 * The managed resources {@code Cluster} of the Kafka provider that have no external name, of those
 * that are in the account of {@link ProviderAccess}.
 */
final class KubernetesUnnamedClusters implements UnnamedClusters {

  /** In the version that the provider stores, which needs no conversion. */
  private static final ResourceDefinitionContext CLUSTERS =
      new ResourceDefinitionContext.Builder()
          .withGroup("kafka.aws.upbound.io")
          .withVersion("v1beta2")
          .withKind("Cluster")
          .withPlural("clusters")
          .withNamespaced(false)
          .build();

  private static final PatchContext MERGE =
      new PatchContext.Builder().withPatchType(PatchType.JSON_MERGE).build();

  private final KubernetesClient client;

  KubernetesUnnamedClusters(KubernetesClient client) {
    this.client = client;
  }

  @Override
  public List<UnnamedCluster> list() {
    try {
      return client.genericKubernetesResources(CLUSTERS).list().getItems().stream()
          .filter(resource -> ManagedResourceReader.externalName(resource).isEmpty())
          .filter(ProviderAccess::isOf)
          .flatMap(resource -> read(resource).stream())
          .toList();
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
        // Not defined yet, or no more.
        return List.of();
      }
      throw e;
    }
  }

  private static Optional<UnnamedCluster> read(GenericKubernetesResource resource) {
    return Fields.text(resource, "spec", "forProvider", "clusterName")
        .flatMap(
            name ->
                Fields.text(resource, "spec", "forProvider", "region")
                    .map(
                        region ->
                            new UnnamedCluster(
                                resource.getMetadata().getName(),
                                resource.getMetadata().getUid(),
                                name,
                                region)));
  }

  @Override
  public void name(UnnamedCluster unnamed, KafkaCluster cluster) {
    try {
      client
          .genericKubernetesResources(CLUSTERS)
          .withName(unnamed.resource())
          .patch(MERGE, named(unnamed, cluster));
    } catch (KubernetesClientException e) {
      // Gone, or another of that name: the uid makes that a conflict.
      if (e.getCode() != HttpURLConnection.HTTP_NOT_FOUND
          && e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
        throw e;
      }
    }
  }

  private static GenericKubernetesResource named(UnnamedCluster unnamed, KafkaCluster cluster) {
    GenericKubernetesResource named = new GenericKubernetesResource();
    named.setApiVersion(CLUSTERS.getGroup() + "/" + CLUSTERS.getVersion());
    named.setKind(CLUSTERS.getKind());
    named.setMetadata(
        new ObjectMetaBuilder()
            .withName(unnamed.resource())
            .withUid(unnamed.uid())
            .addToAnnotations(ManagedResourceReader.EXTERNAL_NAME, cluster.arn())
            .build());
    return named;
  }
}
