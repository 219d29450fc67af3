package dev.polyglot.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.polyglot.e2e.system.ClusterSystem;
import dev.polyglot.e2e.system.Conditions;
import dev.polyglot.e2e.system.RepositorySystem;
import dev.polyglot.e2e.system.RunningSandbox;
import dev.polyglot.e2e.system.Undisturbed;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A management cluster is what management-cluster/ says, and nothing more. */
@Undisturbed
@ExtendWith(RunningSandbox.class)
class ManagementClusterST {

  private static final String CROSSPLANE = "crossplane-system";

  private final ClusterSystem cluster;
  private final RepositorySystem repository;

  ManagementClusterST(ClusterSystem cluster, RepositorySystem repository) {
    this.cluster = cluster;
    this.repository = repository;
  }

  @Test
  void hasEveryPackageInstalledAndHealthyAndNoOther() {
    Map<String, JsonNode> packages = new TreeMap<>();
    Stream.of("Provider", "Function", "Configuration")
        .forEach(
            kind ->
                cluster
                    .list("pkg.crossplane.io/v1", kind)
                    .forEach(found -> packages.put(kind + " " + name(found), found)));

    assertThat(repository.packages()).isNotEmpty();
    assertThat(packages.keySet()).isEqualTo(repository.packages());
    packages.values().removeIf(found -> Conditions.areTrue(found, "Installed", "Healthy"));
    packages.replaceAll((name, unhealthy) -> unhealthy.path("status"));
    assertThat(packages).isEmpty();
  }

  @Test
  void offersEnvironmentsAsThePackageDefinesThem() {
    List<JsonNode> definitions =
        cluster.list("apiextensions.crossplane.io/v1", "CompositeResourceDefinition").stream()
            .filter(each -> each.at("/spec/group").asText().equals("platform.polyglot.dev"))
            .toList();

    assertThat(repository.definitions()).isNotEmpty();
    assertThat(names(definitions.stream())).isEqualTo(repository.definitions());
    assertThat(definitions).allMatch(each -> Conditions.areTrue(each, "Established"));
    assertThat(definitions)
        .filteredOn(each -> each.path("spec").has("claimNames"))
        .extracting(each -> each.at("/spec/claimNames/kind").asText())
        .containsExactly("PolyglotEnvironment");
    assertThat(definitions)
        .filteredOn(each -> each.path("spec").has("claimNames"))
        .allMatch(each -> Conditions.areTrue(each, "Offered"));
  }

  @Test
  void activatesTheListedManagedKindsOnly() {
    List<JsonNode> definitions =
        cluster.list("apiextensions.crossplane.io/v1alpha1", "ManagedResourceDefinition");

    Set<String> offered = names(definitions.stream());
    Set<String> active =
        names(
            definitions.stream().filter(each -> each.at("/spec/state").asText().equals("Active")));

    assertThat(repository.managedKinds()).isNotEmpty();
    assertThat(active).isEqualTo(repository.managedKinds());
    assertThat(offered).as("kinds that the packages offer").hasSizeGreaterThan(active.size());
  }

  @Test
  void servesTheListedManagedKindsOnly() {
    Stream<JsonNode> managed =
        cluster.list("apiextensions.k8s.io/v1", "CustomResourceDefinition").stream()
            .filter(each -> each.at("/spec/names/categories").toString().contains("\"managed\""));

    assertThat(names(managed)).isEqualTo(repository.managedKinds());
  }

  @Test
  void runsCrossplaneAndItsPackagesWithoutRootAndPrivileges() {
    List<JsonNode> pods = cluster.pods(CROSSPLANE);

    assertThat(pods)
        .extracting(pod -> pod.at("/metadata/labels/app").asText())
        .contains("crossplane", "crossplane-rbac-manager");
    assertThat(pods)
        .filteredOn(pod -> pod.path("metadata").path("labels").has("pkg.crossplane.io/revision"))
        .hasSameSizeAs(repository.programs());
    Map<String, String> unsafe = new TreeMap<>();
    for (JsonNode pod : pods) {
      for (String containers : List.of("initContainers", "containers")) {
        for (JsonNode container : pod.path("spec").path(containers)) {
          unsafe.put(name(pod) + " " + container.path("name").asText(), dangers(pod, container));
        }
      }
    }
    assertThat(unsafe).hasSizeGreaterThanOrEqualTo(pods.size());
    unsafe.values().removeIf(String::isEmpty);
    assertThat(unsafe).isEmpty();
  }

  /** What a container may do that none here needs. */
  private static String dangers(JsonNode pod, JsonNode container) {
    JsonNode ofPod = pod.at("/spec/securityContext/runAsNonRoot");
    JsonNode own = container.at("/securityContext/runAsNonRoot");
    List<String> dangers = new ArrayList<>();
    // a container's own word goes before the pod's
    if (!(own.isMissingNode() ? ofPod : own).asBoolean()) {
      dangers.add("may run as root");
    }
    // allowed where nothing is said
    if (container.at("/securityContext/allowPrivilegeEscalation").asBoolean(true)) {
      dangers.add("may gain privileges");
    }
    if (container.at("/securityContext/privileged").asBoolean()) {
      dangers.add("is privileged");
    }
    return String.join(", ", dangers);
  }

  private static Set<String> names(Stream<JsonNode> resources) {
    return resources.map(ManagementClusterST::name).collect(Collectors.toCollection(TreeSet::new));
  }

  private static String name(JsonNode resource) {
    return resource.at("/metadata/name").asText();
  }
}
