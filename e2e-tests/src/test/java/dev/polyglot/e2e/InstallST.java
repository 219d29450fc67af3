package dev.polyglot.e2e;

import static dev.polyglot.e2e.system.RunningSandbox.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.polyglot.e2e.system.ClusterSystem;
import dev.polyglot.e2e.system.Command;
import dev.polyglot.e2e.system.Conditions;
import dev.polyglot.e2e.system.Documents;
import dev.polyglot.e2e.system.InstallationSystem;
import dev.polyglot.e2e.system.RunningSandbox;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Isolated;

/** Repair comes last: what is new in the cluster goes on changing for a while. */
@Order(2)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Isolated
@ExtendWith(RunningSandbox.class)
class InstallST {

  private final ClusterSystem cluster;
  private final InstallationSystem installation;

  InstallST(ClusterSystem cluster, InstallationSystem installation) {
    this.cluster = cluster;
    this.installation = installation;
  }

  @Test
  @Order(1)
  void changesNothingWhenItRunsAgain() {
    Map<String, String> before = installation.versions();

    Command again = installation.install();

    assertThat(again.status()).as(again.output()).isZero();
    Map<String, String> after = installation.versions();
    assertThat(before)
        .hasSizeGreaterThan(100)
        .as("what up told it, and this run did not")
        .containsKey("EnvironmentConfig polyglot-management-cluster");
    assertThat(after.keySet()).isEqualTo(before.keySet());
    after.entrySet().removeAll(before.entrySet());
    assertThat(after).as("resources that were written again").isEmpty();
  }

  @Test
  @Order(2)
  void isNotTakenAwayWhileSomethingIsManaged() {
    List<GenericKubernetesResource> managed = Documents.resources("paused.yaml");
    managed.forEach(cluster::apply);
    try {
      Map<String, String> before = installation.versions();

      Command refused = installation.uninstall();

      assertThat(refused.status()).as(refused.output()).isNotZero();
      assertThat(refused.output())
          .contains("group.cloudwatchlogs.aws.upbound.io polyglot-st-paused")
          .contains("polyglotenvironment.platform.polyglot.dev default/polyglot-st-paused");
      assertThat(installation.versions()).isEqualTo(before);
    } finally {
      cluster.deleteAndAwait(managed);
    }
  }

  @Test
  @Order(3)
  void bringsBackWhatWasDeleted() {
    GenericKubernetesResource role = Documents.resources("deleted.yaml").get(0);
    GenericKubernetesResource function = Documents.resources("deleted.yaml").get(1);
    JsonNode roleBefore = cluster.get(role);
    JsonNode functionBefore = cluster.get(function);
    assertThat(partsOf(function)).isNotEmpty();
    cluster.deleteAndAwait(List.of(role, function));
    Awaitility.await("what the function was made of went with it")
        .atMost(PATIENCE)
        .until(() -> partsOf(function).isEmpty());

    Command repair = installation.install();

    assertThat(repair.status()).as(repair.output()).isZero();
    JsonNode roleAfter = cluster.get(role);
    assertThat(roleAfter.path("rules")).isEqualTo(roleBefore.path("rules"));
    assertThat(roleAfter.at("/metadata/labels")).isEqualTo(roleBefore.at("/metadata/labels"));
    JsonNode functionAfter = cluster.get(function);
    assertThat(functionAfter.path("spec")).isEqualTo(functionBefore.path("spec"));
    assertThat(Conditions.areTrue(functionAfter, "Installed", "Healthy"))
        .as(Conditions.describe(functionAfter))
        .isTrue();
  }

  /** The revisions and pods of a function. */
  private List<JsonNode> partsOf(GenericKubernetesResource function) {
    String name = function.getMetadata().getName();
    return Stream.concat(
            cluster.list("pkg.crossplane.io/v1", "FunctionRevision").stream(),
            cluster.pods("crossplane-system").stream())
        .filter(
            part ->
                Stream.of("pkg.crossplane.io/package", "pkg.crossplane.io/function")
                    .map(part.path("metadata").path("labels")::path)
                    .anyMatch(label -> label.asText().equals(name)))
        .toList();
  }
}
