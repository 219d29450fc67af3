package dev.polyglot.e2e;

import static dev.polyglot.e2e.system.RunningSandbox.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.polyglot.e2e.system.ClusterSystem;
import dev.polyglot.e2e.system.Conditions;
import dev.polyglot.e2e.system.DashboardSystem;
import dev.polyglot.e2e.system.Documents;
import dev.polyglot.e2e.system.RunningSandbox;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(RunningSandbox.class)
class TektonST {

  private static final String NAMESPACE = "tekton-st";

  private final ClusterSystem cluster;
  private final DashboardSystem dashboard;
  private final GenericKubernetesResource taskRun = Documents.resources("task-run.yaml").get(0);

  TektonST(ClusterSystem cluster, DashboardSystem dashboard) {
    this.cluster = cluster;
    this.dashboard = dashboard;
  }

  @BeforeEach
  void makeNamespace() {
    cluster.makeNamespace(NAMESPACE);
  }

  @AfterEach
  void removeNamespace() {
    cluster.removeNamespace(NAMESPACE);
  }

  @Test
  void runsATaskAndKeepsItsLog() {
    JsonNode run = runToTheEnd();

    assertThat(Conditions.reason(run, "Succeeded"))
        .as(Conditions.describe(run))
        .isEqualTo("Succeeded");
    String pod = run.at("/status/podName").asText();
    assertThat(cluster.log(NAMESPACE, pod, "step-greet").lines())
        .containsExactly("hello from the sandbox, as 65532");
  }

  @Test
  void showsATaskRunInTheDashboard() {
    assertThat(dashboard.taskRuns(NAMESPACE)).isEmpty();

    runToTheEnd();

    assertThat(dashboard.taskRuns(NAMESPACE)).containsExactly("greet");
  }

  @Test
  void startsNothingFromTheDashboard() {
    assertThat(dashboard.startStatus(taskRun)).isEqualTo(403);

    assertThat(dashboard.taskRuns(NAMESPACE)).isEmpty();
  }

  private JsonNode runToTheEnd() {
    cluster.apply(taskRun);
    Awaitility.await("the TaskRun ends")
        .atMost(PATIENCE)
        .until(
            () -> Conditions.status(cluster.get(taskRun), "Succeeded"),
            status -> status.equals("True") || status.equals("False"));
    return cluster.get(taskRun);
  }
}
