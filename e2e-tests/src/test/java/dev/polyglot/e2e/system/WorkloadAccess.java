package dev.polyglot.e2e.system;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequest;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** A kubeconfig in a Secret, as an environment has one for its workload cluster. */
public final class WorkloadAccess {

  private static final String NAME = "workload";

  private final ClusterSystem cluster;
  private final String namespace;
  private final List<GenericKubernetesResource> access = Documents.resources("object-access.yaml");

  public WorkloadAccess(ClusterSystem cluster, String namespace) {
    this.cluster = cluster;
    this.namespace = namespace;
  }

  /** Makes the account, its kubeconfig, and the ProviderConfig that names it. */
  public void grant() {
    access.forEach(cluster::apply);
    cluster
        .client()
        .secrets()
        .inNamespace(namespace)
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withName(NAME)
                .endMetadata()
                .addToStringData("kubeconfig", Documents.json(kubeconfig()))
                .build())
        .serverSideApply();
  }

  public void revoke() {
    cluster.deleteAndAwait(access);
  }

  private JsonNode kubeconfig() {
    return Documents.tree(
        Map.of(
            "apiVersion",
            "v1",
            "kind",
            "Config",
            "current-context",
            NAME,
            "contexts",
            List.of(Map.of("name", NAME, "context", Map.of("cluster", NAME, "user", NAME))),
            "clusters",
            List.of(
                Map.of(
                    "name",
                    NAME,
                    "cluster",
                    Map.of(
                        "server",
                        "https://kubernetes.default.svc",
                        "certificate-authority-data",
                        authority()))),
            "users",
            List.of(Map.of("name", NAME, "user", Map.of("token", token())))));
  }

  private String authority() {
    var published =
        cluster
            .client()
            .configMaps()
            .inNamespace(namespace)
            .withName(ClusterSystem.AUTHORITY)
            .get();
    byte[] certificate = published.getData().get("ca.crt").getBytes(StandardCharsets.UTF_8);
    return Base64.getEncoder().encodeToString(certificate);
  }

  private String token() {
    TokenRequest request =
        new TokenRequestBuilder()
            .withNewSpec()
            .withExpirationSeconds(Duration.ofHours(6).toSeconds())
            .endSpec()
            .build();
    return cluster
        .client()
        .serviceAccounts()
        .inNamespace(namespace)
        .withName(NAME)
        .tokenRequest(request)
        .getStatus()
        .getToken();
  }
}
