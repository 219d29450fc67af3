package dev.polyglot.e2e;

import static dev.polyglot.e2e.system.RunningSandbox.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.polyglot.e2e.system.AccountPart;
import dev.polyglot.e2e.system.CloudSystem;
import dev.polyglot.e2e.system.ClusterSystem;
import dev.polyglot.e2e.system.Conditions;
import dev.polyglot.e2e.system.Documents;
import dev.polyglot.e2e.system.RunningSandbox;
import dev.polyglot.e2e.system.Undisturbed;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** Both functions under the real Crossplane, from a claim to a clean end. */
@Undisturbed
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(RunningSandbox.class)
class FunctionsST {

  private static final String NAMESPACE = "functions-st";

  private final ClusterSystem cluster;
  private final AccountPart account;
  private final List<GenericKubernetesResource> platform = Documents.resources("functions.yaml");
  private final GenericKubernetesResource hello = Documents.resources("greetings.yaml").get(0);
  private final GenericKubernetesResource broken = Documents.resources("greetings.yaml").get(1);

  FunctionsST(ClusterSystem cluster, CloudSystem cloud) {
    this.cluster = cluster;
    account = cloud.part(Set.of("eu-north-1"), Set.of());
  }

  @BeforeAll
  void offerGreetings() {
    cluster.makeNamespace(NAMESPACE);
    platform.forEach(cluster::apply);
    GenericKubernetesResource definition = platform.get(0);
    Awaitility.await("claims are offered")
        .atMost(PATIENCE)
        .until(() -> Conditions.areTrue(cluster.get(definition), "Established", "Offered"));
  }

  @AfterAll
  void takeGreetingsAway() {
    cluster.deleteAndAwait(List.of(hello, broken));
    cluster.deleteAndAwait(platform);
    cluster.removeNamespace(NAMESPACE);
  }

  @Test
  void followAClaimFromReadyThroughAChangeToACleanEnd() {
    cluster.apply(hello);
    await("the claim is Ready", () -> Conditions.areTrue(cluster.get(hello), "Ready", "Synced"));
    String composite = cluster.get(hello).at("/spec/resourceRef/name").asText();
    assertThat(composite).isNotEmpty();
    assertThat(wordInSettings()).isEqualTo("HELLO");
    assertThat(inNamespace("tekton.dev/v1", "Pipeline")).hasSize(1);
    assertThat(logGroups()).containsExactly("/polyglot-st/hello");

    cluster.merge(hello, Documents.parse("{\"spec\": {\"word\": \"goodbye\"}}"));
    await("the change reaches the ConfigMap", () -> wordInSettings().equals("GOODBYE"));
    await("the claim is Ready again", () -> Conditions.areTrue(cluster.get(hello), "Ready"));
    assertThat(logGroups()).containsExactly("/polyglot-st/hello");

    cluster.deleteAndAwait(List.of(hello));
    // foreground: when the claim is gone, so is all that it was made of
    assertThat(composites(name -> name.equals(composite))).isEmpty();
    assertThat(settings()).isEmpty();
    assertThat(inNamespace("tekton.dev/v1", "Pipeline")).isEmpty();
    assertThat(logGroups()).isEmpty();
  }

  @Test
  void nameAFunctionThatATemplateCannotCall() {
    cluster.apply(broken);

    await("the composite has it in a condition", () -> brokenConditions().contains("shoutOut"));

    assertThat(Conditions.areTrue(cluster.get(broken), "Ready")).isFalse();
    assertThat(inNamespace("v1", "ConfigMap"))
        .extracting(FunctionsST::name)
        .as("not a part of it is made, however good that part is")
        .noneMatch(name -> name.startsWith("broken"));
  }

  private static void await(String what, java.util.concurrent.Callable<Boolean> reached) {
    Awaitility.await(what).atMost(PATIENCE).until(reached);
  }

  private String brokenConditions() {
    String composite = cluster.get(broken).at("/spec/resourceRef/name").asText();
    return composites(name -> name.equals(composite)).stream()
        .findFirst()
        .map(Conditions::describe)
        .orElse("");
  }

  private List<JsonNode> composites(Predicate<String> named) {
    return cluster.list("e2e.polyglot.dev/v1alpha1", "XGreeting").stream()
        .filter(composite -> named.test(name(composite)))
        .toList();
  }

  private List<JsonNode> settings() {
    return inNamespace("v1", "ConfigMap").stream()
        .filter(map -> !map.at("/data/word").isMissingNode())
        .toList();
  }

  private String wordInSettings() {
    return settings().stream().map(map -> map.at("/data/word").asText()).findFirst().orElse("");
  }

  private List<JsonNode> inNamespace(String apiVersion, String kind) {
    return cluster.list(apiVersion, kind).stream()
        .filter(resource -> resource.at("/metadata/namespace").asText().equals(NAMESPACE))
        .toList();
  }

  private List<String> logGroups() {
    return account.resources().stream()
        .filter(resource -> resource.path("service").asText().equals("logs"))
        .map(resource -> resource.path("id").asText())
        .toList();
  }

  private static String name(JsonNode resource) {
    return resource.at("/metadata/name").asText();
  }
}
