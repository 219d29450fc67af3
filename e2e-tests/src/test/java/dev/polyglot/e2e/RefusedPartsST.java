package dev.polyglot.e2e;

import static dev.polyglot.e2e.system.RunningSandbox.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.polyglot.e2e.system.ClusterSystem;
import dev.polyglot.e2e.system.Conditions;
import dev.polyglot.e2e.system.Documents;
import dev.polyglot.e2e.system.Environment;
import dev.polyglot.e2e.system.EnvironmentSystem;
import dev.polyglot.e2e.system.RunningSandbox;
import dev.polyglot.e2e.system.Undisturbed;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * An environment whose parts the management cluster refuses: its claim says so. Each test goes on
 * where the last ended.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Undisturbed
@ExtendWith(RunningSandbox.class)
class RefusedPartsST {

  private static final String NAMESPACE = "refused-parts-st";
  private static final String WORDS = "parts are made by the platform team only";

  private final ClusterSystem cluster;
  private final Environment environment;
  private final List<GenericKubernetesResource> policy = Documents.resources("refused-parts.yaml");

  RefusedPartsST(ClusterSystem cluster, EnvironmentSystem environments) {
    this.cluster = cluster;
    environment =
        environments.environment(NAMESPACE, "refused-st", "{\"region\": \"ap-southeast-1\"}");
  }

  @BeforeAll
  void refuseItsParts() {
    cluster.makeNamespace(NAMESPACE);
    policy.forEach(cluster::apply);
    Awaitility.await("the policy holds")
        .atMost(PATIENCE)
        .until(() -> cluster.refusalToMake(network()).contains(WORDS));
    environment.apply();
  }

  @AfterAll
  void takeItAway() {
    environment.delete();
    environment.awaitGone(PATIENCE);
    cluster.deleteAndAwait(policy);
    cluster.removeNamespace(NAMESPACE);
  }

  private static GenericKubernetesResource network() {
    return Documents.resource(
        Documents.parse(
            """
            {"apiVersion": "platform.polyglot.dev/v1alpha1", "kind": "XNetwork",
             "metadata": {"name": "refused-st-0-network"},
             "spec": {"name": "polyglot-refused-st-0", "region": "ap-southeast-1",
                      "cidr": "10.0.0.0/16", "natGateways": 1, "interfaceEndpoints": false}}
            """));
  }

  /** A refusal of this sort ends the composing; nothing of what functions say reaches the claim. */
  @Test
  @Order(1)
  void showOnTheClaimWhatAPolicyForbids() {
    awaitComposedToSay("environment: cannot apply composed resource", WORDS, "forbidden");
  }

  /** After one of this sort Crossplane goes on with the other parts. */
  @Test
  @Order(2)
  void showOnTheClaimWhatIsInvalid() {
    cluster.merge(
        policy.get(0),
        Documents.parse(
            """
            {"spec": {"validations": [
              {"expression": "false", "reason": "Invalid", "message": "region is ap-southeast-1; ours are elsewhere"}]}}
            """));

    awaitComposedToSay("region is ap-southeast-1; ours are elsewhere");

    Awaitility.await("it is not Ready, and says so itself")
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              JsonNode now = environment.now();
              assertThat(now.at("/status/phase").asText()).isEqualTo("Failed");
              assertThat(Conditions.areTrue(now, "Ready")).isFalse();
            });
  }

  private void awaitComposedToSay(String... parts) {
    Awaitility.await("the claim says what is refused")
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(Conditions.message(environment.now(), "Composed").orElse(""))
                    .as(environment.describe())
                    .contains(parts));
    assertThat(Conditions.reason(environment.now(), "Composed")).isEqualTo("Failed");
  }
}
