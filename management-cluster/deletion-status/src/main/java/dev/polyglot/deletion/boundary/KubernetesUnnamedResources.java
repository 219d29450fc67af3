package dev.polyglot.deletion.boundary;

import dev.polyglot.deletion.control.UnnamedResources;
import dev.polyglot.deletion.entity.UnnamedResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.net.HttpURLConnection;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The managed resources of the AWS providers that have no external name, of those that are in the
 * account of {@link ProviderAccess}.
 */
final class KubernetesUnnamedResources implements UnnamedResources {

  /** Each in the version that the providers store, which needs no conversion. */
  private static final Map<String, ResourceDefinitionContext> KINDS =
      Stream.of(
              kind("kafka", "v1beta2", "Cluster", "clusters"),
              kind("ec2", "v1beta1", "EIP", "eips"),
              kind("ec2", "v1beta1", "Instance", "instances"),
              kind("ec2", "v1beta1", "InternetGateway", "internetgateways"),
              kind("ec2", "v1beta1", "NATGateway", "natgateways"),
              kind("ec2", "v1beta1", "RouteTable", "routetables"),
              kind("ec2", "v1beta1", "SecurityGroup", "securitygroups"),
              kind("ec2", "v1beta1", "Subnet", "subnets"),
              kind("ec2", "v1beta1", "VPC", "vpcs"),
              kind("ec2", "v1beta1", "VPCEndpoint", "vpcendpoints"))
          .collect(
              Collectors.toMap(
                  kind -> ManagedResourceReader.kind(kind.getKind(), kind.getGroup()),
                  Function.identity()));

  private static final int UNPROCESSABLE = 422;
  private static final PatchContext MERGE =
      new PatchContext.Builder().withPatchType(PatchType.JSON_MERGE).build();

  private final KubernetesClient client;

  KubernetesUnnamedResources(KubernetesClient client) {
    this.client = client;
  }

  private static ResourceDefinitionContext kind(
      String group, String version, String kind, String plural) {
    return new ResourceDefinitionContext.Builder()
        .withGroup(group + ".aws.upbound.io")
        .withVersion(version)
        .withKind(kind)
        .withPlural(plural)
        .withNamespaced(false)
        .build();
  }

  @Override
  public List<UnnamedResource> list() {
    return KINDS.keySet().stream().sorted().flatMap(kind -> list(kind).stream()).toList();
  }

  private List<UnnamedResource> list(String kind) {
    try {
      return client.genericKubernetesResources(KINDS.get(kind)).list().getItems().stream()
          .filter(resource -> ManagedResourceReader.externalName(resource).isEmpty())
          .filter(ProviderAccess::isOf)
          .flatMap(resource -> read(kind, resource).stream())
          .toList();
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
        // Not defined yet, or no more.
        return List.of();
      }
      throw e;
    }
  }

  private static Optional<UnnamedResource> read(String kind, GenericKubernetesResource resource) {
    ObjectMeta metadata = resource.getMetadata();
    return Fields.text(resource, "spec", "forProvider", "region")
        .map(
            region ->
                new UnnamedResource(
                    kind,
                    metadata.getName(),
                    metadata.getUid(),
                    region,
                    Instant.parse(metadata.getCreationTimestamp())));
  }

  @Override
  public void name(UnnamedResource unnamed, String externalName) {
    ResourceDefinitionContext kind = KINDS.get(unnamed.kind());
    GenericKubernetesResource named = new GenericKubernetesResource();
    named.setApiVersion(kind.getGroup() + "/" + kind.getVersion());
    named.setKind(kind.getKind());
    named.setMetadata(
        new ObjectMetaBuilder()
            .withName(unnamed.name())
            .withUid(unnamed.uid())
            .addToAnnotations(ManagedResourceReader.EXTERNAL_NAME, externalName)
            .build());
    try {
      client.genericKubernetesResources(kind).withName(unnamed.name()).patch(MERGE, named);
    } catch (KubernetesClientException e) {
      // Gone, or another of that name: its uid cannot be changed to this one.
      if (e.getCode() != HttpURLConnection.HTTP_NOT_FOUND && e.getCode() != UNPROCESSABLE) {
        throw e;
      }
    }
  }
}
