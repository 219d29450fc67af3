package dev.polyglot.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyglot.e2e.system.ClusterSystem;
import dev.polyglot.e2e.system.Command;
import dev.polyglot.e2e.system.Documents;
import dev.polyglot.e2e.system.PodSystem;
import dev.polyglot.e2e.system.RunningSandbox;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** Nothing that runs in the sandbox gets out of it. */
@Order(4)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(RunningSandbox.class)
class ConfinementST {

  private static final String NAMESPACE = "confinement-st";

  private final ClusterSystem cluster;
  private PodSystem pod;

  ConfinementST(ClusterSystem cluster) {
    this.cluster = cluster;
  }

  @BeforeAll
  void startPod() {
    cluster.makeNamespace(NAMESPACE);
    pod = new PodSystem(cluster, Documents.resources("probe-pod.yaml").get(0));
  }

  @AfterAll
  void removeNamespace() {
    cluster.removeNamespace(NAMESPACE);
  }

  @Test
  void reachesTheEmulatedAccountByItsName() {
    Command answer = get("http://aws.sandbox.svc.cluster.local:5600/polyglot/health");

    assertThat(answer.status()).as(answer.output()).isZero();
    assertThat(Documents.parse(answer.output()).path("region").asText()).isEqualTo("eu-west-3");
  }

  @Test
  void reachesNoAddressOutside() {
    // TEST-NET-2: nobody has it, so nobody is asked even where this test fails
    Command answer = get("http://198.51.100.1/");

    assertThat(answer.status()).as(answer.output()).isNotZero();
    assertThat(answer.output()).containsPattern("no route to host|deadline exceeded");
  }

  @Test
  void knowsNoNameOutside() {
    Command answer = pod.run("/probe", "resolve", "example.com");

    assertThat(answer.status()).as(answer.output()).isNotZero();
    assertThat(answer.output()).contains("no such host");
  }

  private Command get(String url) {
    return pod.run("/probe", "get", url);
  }
}
