package dev.polyglot.deletion.boundary;

import dev.polyglot.deletion.control.Claims;
import dev.polyglot.deletion.entity.DeletingClaim;
import dev.polyglot.deletion.entity.DeletionStatus;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The claims {@code PolyglotEnvironment} of a cluster, of which it owns three fields of the status.
 *
 * <p>Crossplane's claim controller writes to the same status: it updates the whole of what it has
 * just read, so it keeps what is written here, or is refused and reads again. Server-side apply
 * touches neither its conditions nor any other field.
 */
final class KubernetesClaims implements Claims {

  static final String FIELD_MANAGER = "deletion-status";

  private static final String API_VERSION = "platform.polyglot.dev/v1alpha1";
  private static final String KIND = "PolyglotEnvironment";
  private static final ResourceDefinitionContext CLAIMS =
      new ResourceDefinitionContext.Builder()
          .withGroup("platform.polyglot.dev")
          .withVersion("v1alpha1")
          .withKind(KIND)
          .withPlural("polyglotenvironments")
          .withNamespaced(true)
          .build();
  private static final PatchContext APPLY =
      new PatchContext.Builder()
          .withPatchType(PatchType.SERVER_SIDE_APPLY)
          .withFieldManager(FIELD_MANAGER)
          .withForce(true)
          .build();

  private final KubernetesClient client;

  KubernetesClaims(KubernetesClient client) {
    this.client = client;
  }

  @Override
  public List<DeletingClaim> deleting() {
    return all().stream().map(ClaimReader::read).flatMap(Optional::stream).toList();
  }

  private List<GenericKubernetesResource> all() {
    try {
      return client.genericKubernetesResources(CLAIMS).inAnyNamespace().list().getItems();
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
        // Not defined yet, or no more.
        return List.of();
      }
      throw e;
    }
  }

  @Override
  public void tell(DeletingClaim claim, DeletionStatus status) {
    try {
      client
          .genericKubernetesResources(CLAIMS)
          .inNamespace(claim.namespace())
          .withName(claim.name())
          .subresource("status")
          .patch(APPLY, applied(claim, status));
    } catch (KubernetesClientException e) {
      // Gone, or another of that name: the uid makes that a conflict.
      if (e.getCode() != HttpURLConnection.HTTP_NOT_FOUND
          && e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
        throw e;
      }
    }
  }

  private static GenericKubernetesResource applied(DeletingClaim claim, DeletionStatus status) {
    GenericKubernetesResource applied = new GenericKubernetesResource();
    applied.setApiVersion(API_VERSION);
    applied.setKind(KIND);
    applied.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace(claim.namespace())
            .withName(claim.name())
            .withUid(claim.uid())
            .build());
    applied.setAdditionalProperty(
        "status",
        Map.of(
            "phase", ClaimReader.PHASE,
            "progress", status.progress(),
            "conditions",
                List.of(
                    Map.of(
                        "type", ClaimReader.CONDITION,
                        "status", "False",
                        "reason", status.reason().word(),
                        "message", status.message(),
                        "lastTransitionTime", status.since().toString()))));
    return applied;
  }
}
