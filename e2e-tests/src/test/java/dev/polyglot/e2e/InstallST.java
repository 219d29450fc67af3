package dev.polyglot.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyglot.e2e.system.ClusterSystem;
import dev.polyglot.e2e.system.Command;
import dev.polyglot.e2e.system.Documents;
import dev.polyglot.e2e.system.InstallationSystem;
import dev.polyglot.e2e.system.RunningSandbox;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@Order(2)
@ExtendWith(RunningSandbox.class)
class InstallST {

  private final ClusterSystem cluster;
  private final InstallationSystem installation;

  InstallST(ClusterSystem cluster, InstallationSystem installation) {
    this.cluster = cluster;
    this.installation = installation;
  }

  @Test
  void changesNothingWhenItRunsAgain() {
    Map<String, String> before = installation.versions();

    Command again = installation.install();

    assertThat(again.status()).as(again.output()).isZero();
    Map<String, String> after = installation.versions();
    assertThat(before).hasSizeGreaterThan(100);
    assertThat(after.keySet()).isEqualTo(before.keySet());
    after.entrySet().removeAll(before.entrySet());
    assertThat(after).as("resources that were written again").isEmpty();
  }

  @Test
  void isNotTakenAwayWhileSomethingIsManaged() {
    List<GenericKubernetesResource> managed = Documents.resources("paused.yaml");
    managed.forEach(cluster::apply);
    try {
      Map<String, String> before = installation.versions();

      Command refused = installation.uninstall();

      assertThat(refused.status()).as(refused.output()).isNotZero();
      assertThat(refused.output()).contains("st-paused");
      assertThat(installation.versions()).isEqualTo(before);
    } finally {
      cluster.deleteAndAwait(managed);
    }
  }
}
