package dev.polyglot.deletion.boundary;

import dev.polyglot.deletion.control.Claims;
import dev.polyglot.deletion.entity.ClaimName;
import dev.polyglot.deletion.entity.CompositionStatus;
import dev.polyglot.deletion.entity.DeletingClaim;
import dev.polyglot.deletion.entity.DeletionStatus;
import dev.polyglot.deletion.entity.LiveClaim;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
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

/**
 * The claims {@code PolyglotEnvironment} of a cluster, of whose status it owns two conditions, and
 * while they are deleted two fields more.
 *
 * <p>Crossplane's claim controller writes to the same status: it updates the whole of what it has
 * just read, so it keeps what is written here, or is refused and reads again. Server-side apply
 * touches neither its conditions nor any other field.
 */
final class KubernetesClaims implements Claims {

  static final String FIELD_MANAGER = "deletion-status";

  /** Another one: what a field manager does not say again, it takes away. */
  static final String COMPOSITION_MANAGER = "composition-status";

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

  private final KubernetesClient client;

  KubernetesClaims(KubernetesClient client) {
    this.client = client;
  }

  @Override
  public List<DeletingClaim> deleting() {
    return all().stream().map(ClaimReader::read).flatMap(Optional::stream).toList();
  }

  @Override
  public List<LiveClaim> living() {
    return all().stream().map(ClaimReader::readLive).flatMap(Optional::stream).toList();
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
    apply(
        FIELD_MANAGER,
        new ClaimName(claim.namespace(), claim.name()),
        claim.uid(),
        Map.of(
            "phase",
            ClaimReader.PHASE,
            "progress",
            status.progress(),
            "conditions",
            List.of(
                condition(
                    ClaimReader.CONDITION,
                    false,
                    status.reason().word(),
                    status.message(),
                    status.since()))));
  }

  @Override
  public void tell(LiveClaim claim, CompositionStatus status) {
    apply(
        COMPOSITION_MANAGER,
        claim.name(),
        claim.uid(),
        Map.of(
            "conditions",
            List.of(
                condition(
                    ClaimReader.COMPOSED,
                    status.isComposed(),
                    status.isComposed() ? "Available" : "Failed",
                    status.message(),
                    status.since()))));
  }

  private static Map<String, Object> condition(
      String type, boolean isTrue, String reason, String message, Instant since) {
    return Map.of(
        "type",
        type,
        "status",
        isTrue ? "True" : "False",
        "reason",
        reason,
        "message",
        message,
        "lastTransitionTime",
        since.toString());
  }

  private void apply(String manager, ClaimName name, String uid, Map<String, Object> status) {
    PatchContext context =
        new PatchContext.Builder()
            .withPatchType(PatchType.SERVER_SIDE_APPLY)
            .withFieldManager(manager)
            .withForce(true)
            .build();
    try {
      client
          .genericKubernetesResources(CLAIMS)
          .inNamespace(name.namespace())
          .withName(name.name())
          .subresource("status")
          .patch(context, applied(name, uid, status));
    } catch (KubernetesClientException e) {
      // Gone, or another of that name: the uid makes that a conflict.
      if (e.getCode() != HttpURLConnection.HTTP_NOT_FOUND
          && e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
        throw e;
      }
    }
  }

  private static GenericKubernetesResource applied(
      ClaimName name, String uid, Map<String, Object> status) {
    GenericKubernetesResource applied = new GenericKubernetesResource();
    applied.setApiVersion(API_VERSION);
    applied.setKind(KIND);
    applied.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace(name.namespace())
            .withName(name.name())
            .withUid(uid)
            .build());
    applied.setAdditionalProperty("status", status);
    return applied;
  }
}
