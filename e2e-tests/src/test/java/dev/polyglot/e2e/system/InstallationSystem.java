package dev.polyglot.e2e.system;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The scripts that make a management cluster and take it away, and a record of what they made. */
public final class InstallationSystem {

  private static final Duration DEADLINE = Duration.ofMinutes(10);

  /**
   * The kinds that install applies, and those that its charts, releases and packages bring. Pods,
   * Endpoints, Events and Leases are left out: they change by themselves.
   */
  private static final Map<String, List<String>> KINDS =
      Map.ofEntries(
          Map.entry("v1", List.of("Namespace", "ServiceAccount", "ConfigMap", "Secret", "Service")),
          Map.entry("apps/v1", List.of("Deployment")),
          Map.entry(
              "rbac.authorization.k8s.io/v1",
              List.of("ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding")),
          Map.entry("apiextensions.k8s.io/v1", List.of("CustomResourceDefinition")),
          Map.entry(
              "admissionregistration.k8s.io/v1",
              List.of(
                  "ValidatingWebhookConfiguration",
                  "MutatingWebhookConfiguration",
                  "ValidatingAdmissionPolicy",
                  "ValidatingAdmissionPolicyBinding")),
          Map.entry(
              "pkg.crossplane.io/v1",
              List.of(
                  "Provider",
                  "ProviderRevision",
                  "Function",
                  "FunctionRevision",
                  "Configuration",
                  "ConfigurationRevision")),
          Map.entry(
              "pkg.crossplane.io/v1beta1",
              List.of("DeploymentRuntimeConfig", "ImageConfig", "Lock")),
          Map.entry(
              "apiextensions.crossplane.io/v1",
              List.of("CompositeResourceDefinition", "Composition", "CompositionRevision")),
          Map.entry("apiextensions.crossplane.io/v1beta1", List.of("EnvironmentConfig")),
          Map.entry(
              "apiextensions.crossplane.io/v1alpha1",
              List.of("ManagedResourceActivationPolicy", "ManagedResourceDefinition")),
          Map.entry("aws.upbound.io/v1beta1", List.of("ProviderConfig")));

  private final ClusterSystem cluster;

  InstallationSystem(ClusterSystem cluster) {
    this.cluster = cluster;
  }

  /** Runs management-cluster/install once more. */
  public Command install() {
    return Command.run(Settings.command("sandbox.install"), DEADLINE);
  }

  /** Runs management-cluster/uninstall. */
  public Command uninstall() {
    return Command.run(Settings.command("sandbox.uninstall"), DEADLINE);
  }

  /**
   * Every resource's version. The API server gives a new one only when something in a resource has
   * changed, status included; writing what is there already leaves it.
   */
  public Map<String, String> versions() {
    Map<String, String> versions = new TreeMap<>();
    KINDS.forEach((apiVersion, kinds) -> kinds.forEach(kind -> note(apiVersion, kind, versions)));
    return versions;
  }

  private void note(String apiVersion, String kind, Map<String, String> versions) {
    cluster
        .list(apiVersion, kind)
        .forEach(
            resource -> {
              String namespace = resource.at("/metadata/namespace").asText();
              String name = resource.at("/metadata/name").asText();
              versions.put(
                  kind + " " + (namespace.isEmpty() ? name : namespace + "/" + name),
                  resource.at("/metadata/resourceVersion").asText());
            });
  }
}
