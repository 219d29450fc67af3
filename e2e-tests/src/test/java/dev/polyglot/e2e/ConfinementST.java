package dev.polyglot.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyglot.e2e.system.ClusterSystem;
import dev.polyglot.e2e.system.Command;
import dev.polyglot.e2e.system.Documents;
import dev.polyglot.e2e.system.HostListener;
import dev.polyglot.e2e.system.PodSystem;
import dev.polyglot.e2e.system.RunningSandbox;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Isolated;

/** Nothing that runs in the sandbox gets out of it. */
@Order(1)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Isolated
@ExtendWith(RunningSandbox.class)
class ConfinementST {

  private static final String NAMESPACE = "confinement-st";

  /** The host's end of the sandbox's link, which is nearest to it. */
  private static final String HOST_SIDE = "10.249.0.1";

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

  /**
   * The machine's own addresses stand for all that is outside: no network drops what is sent to
   * them, so a request that leaves the sandbox arrives. The test asks at each of them too, and is
   * answered; what a pod is refused is there.
   */
  @Test
  void reachesNoAddressOutside() {
    List<String> addresses = HostListener.addresses();
    assertThat(addresses).contains(HOST_SIDE);
    try (HostListener outside = new HostListener()) {
      addresses.forEach(address -> outside.get(outside.url(address, "/by-the-test/" + address)));

      for (String address : addresses) {
        String url = outside.url(address, "/by-a-pod/" + address);
        Command answer = get(url);

        assertThat(answer.status()).as(url + ": " + answer.output()).isNotZero();
        assertThat(answer.output()).as("what the probe says of its request").contains(url);
      }

      assertThat(outside.asked())
          .containsExactlyElementsOf(
              addresses.stream().map(address -> "/by-the-test/" + address).toList());
    }
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
