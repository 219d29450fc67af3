package dev.polyglot.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.polyglot.e2e.system.ClusterSystem;
import dev.polyglot.e2e.system.Documents;
import dev.polyglot.e2e.system.RefusedManifest;
import dev.polyglot.e2e.system.RepositorySystem;
import dev.polyglot.e2e.system.RunningSandbox;
import dev.polyglot.e2e.system.Undisturbed;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What the API server lets happen to environments, and to whom. The one environment that exists is
 * paused, so that nothing is made of it; the rest are dry runs.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Undisturbed
@ExtendWith(RunningSandbox.class)
class EnvironmentAdmissionST {

  private static final String NAMESPACE = "environment-admission-st";
  private static final String LABEL = "suite=environment-admission-st";
  private static final String API = "/apis/platform.polyglot.dev/v1alpha1";

  private final ClusterSystem cluster;
  private final RepositorySystem repository;
  private final GenericKubernetesResource claim = declared(0);
  private final GenericKubernetesResource composite = declared(1);
  private final GenericKubernetesResource claimed = declared(2);

  EnvironmentAdmissionST(ClusterSystem cluster, RepositorySystem repository) {
    this.cluster = cluster;
    this.repository = repository;
  }

  @BeforeAll
  void makeAnEnvironmentThatIsPaused() {
    cluster.makeNamespace(NAMESPACE);
    Documents.resources("environment-admission.yaml").forEach(cluster::apply);
  }

  @AfterAll
  void takeItAway() {
    List<GenericKubernetesResource> protectedOnes = List.of(claim, composite);
    protectedOnes.forEach(each -> cluster.merge(each, protection(false)));
    cluster.deleteAndAwait(protectedOnes);
    cluster.merge(claimed, allowDeletion(true));
    cluster.deleteInTheForeground(claimed);
    cluster.removeNamespace(NAMESPACE);
  }

  @Test
  void areAcceptedAsUsersAreShownThem() {
    Map<String, String> refusals = new TreeMap<>();
    repository
        .claims()
        .forEach(
            (file, document) -> {
              GenericKubernetesResource shown = Documents.resource(document);
              shown.getMetadata().setNamespace(NAMESPACE);
              refusals.put(file, cluster.refusalToMake(shown));
            });

    assertThat(refusals).containsKey("minimal.yaml");
    refusals.values().removeIf(String::isEmpty);
    assertThat(refusals).isEmpty();
  }

  @Test
  void areRefusedWithTheReasonWhenTheyCannotWork() {
    List<RefusedManifest> cases = repository.refusedEnvironments();
    Map<String, String> unexpected = new TreeMap<>();
    for (RefusedManifest each : cases) {
      GenericKubernetesResource manifest = Documents.resource(each.manifest());
      manifest.getMetadata().setNamespace(NAMESPACE);
      String answer = cluster.refusalToMake(manifest);
      // an API server does not come to its rules when something simpler is wrong; that is named
      // first
      if (!answer.contains(each.reasons().get(0))) {
        unexpected.put(each.name(), answer);
      }
    }

    assertThat(cases).hasSizeGreaterThan(20);
    assertThat(unexpected).isEmpty();
  }

  @Test
  void areChangedOnlyWhereAwsCanFollow() {
    List<JsonNode> cases = Documents.yamlResource("environment-changes.yaml");
    Map<String, String> unexpected = new TreeMap<>();
    for (JsonNode each : cases) {
      String says = each.required("says").asText();
      String answer =
          cluster.refusalToMerge(
              claim, Documents.parse("{\"spec\": " + each.required("spec") + "}"));
      if (says.isEmpty() ? !answer.isEmpty() : !answer.contains(says)) {
        unexpected.put(each.required("case").asText(), answer);
      }
    }

    assertThat(cases).extracting(each -> each.required("says").asText().isEmpty()).contains(true);
    assertThat(cases).hasSizeGreaterThan(10);
    assertThat(unexpected).isEmpty();
  }

  @Test
  void haveNamesThatFitIntoThoseInAws() {
    JsonNode spec = Documents.parse("{\"region\": \"eu-west-3\"}");

    assertThat(cluster.refusalToMake(environment("a".repeat(24), spec))).isEmpty();
    assertThat(cluster.refusalToMake(environment("a".repeat(25), spec)))
        .contains("the name " + "a".repeat(25) + " has 25 characters", "may have 24");
    assertThat(cluster.refusalToMake(environment("team.blue", spec)))
        .contains("the name team.blue is not allowed", "lower-case letters, digits and -");
    assertThat(cluster.refusalToMake(environment("1st", spec)))
        .contains("the name 1st is not allowed", "begins with a letter");
  }

  @Test
  void areThereUntilNothingOfThemIsLeft() {
    JsonNode background =
        Documents.parse("{\"region\": \"eu-west-3\", \"compositeDeletePolicy\": \"Background\"}");
    JsonNode change = Documents.parse("{\"spec\": {\"compositeDeletePolicy\": \"Background\"}}");

    assertThat(cluster.refusalToMake(environment("unseen", background)))
        .contains("spec.compositeDeletePolicy is Background", "allowed is Foreground");
    assertThat(cluster.refusalToMerge(claim, change))
        .contains("spec.compositeDeletePolicy is Background", "the environment guarded");
  }

  @Test
  void areNotDeletedWhileProtected() {
    String ofTheNamespace = API + "/namespaces/" + NAMESPACE + "/polyglotenvironments";

    assertThat(cluster.refusalToDelete(claim))
        .contains(
            "the environment guarded is protected from deletion",
            "kubectl -n "
                + NAMESPACE
                + " patch polyglotenvironments guarded --type merge"
                + " -p '{\"spec\":{\"protection\":false}}'");
    assertThat(cluster.refusalToDelete(composite))
        .contains("kubectl patch xpolyglotenvironments guarded-st --type merge");
    // as when the namespace is deleted
    assertThat(cluster.refusalToDeleteAll(ofTheNamespace, LABEL))
        .contains("the environment guarded is protected from deletion");

    cluster.merge(claim, protection(false));
    try {
      assertThat(cluster.refusalToDelete(claim)).isEmpty();
      assertThat(cluster.refusalToDeleteAll(ofTheNamespace, LABEL)).isEmpty();
    } finally {
      cluster.merge(claim, protection(true));
    }
  }

  @Test
  void areDeletedByCrossplaneAfterTheirClaimAndNotWithTheirDefinition() {
    try (ClusterSystem crossplane =
        cluster.as("system:serviceaccount:crossplane-system:crossplane")) {
      assertThat(crossplane.refusalToDelete(composite)).isEmpty();
      assertThat(crossplane.refusalToDeleteAll(API + "/xpolyglotenvironments", LABEL))
          .contains("the environment guarded-st is protected from deletion");
      assertThat(crossplane.refusalToDelete(claim))
          .contains("the environment guarded is protected from deletion");
    }
  }

  @Test
  void keepTheirCompositesUnlessOneIsDeletedByForceInTheForeground() {
    assertThat(cluster.refusalToDelete(claimed))
        .contains(
            "claimed-st is a part of the environment team-blue/claimed",
            "kubectl -n team-blue delete polyglotenvironments claimed",
            "kubectl annotate xpolyglotenvironments claimed-st"
                + " platform.polyglot.dev/allow-deletion=true");
    assertThat(cluster.refusalToDeleteAll(API + "/xpolyglotenvironments", LABEL))
        .contains("is a part of the environment team-blue/claimed");
    for (String account :
        List.of("crossplane-system:crossplane", "kube-system:generic-garbage-collector")) {
      try (ClusterSystem ofTheCluster = cluster.as("system:serviceaccount:" + account)) {
        assertThat(ofTheCluster.refusalToDelete(claimed)).as(account).isEmpty();
      }
    }

    cluster.merge(claimed, allowDeletion(true));
    try {
      assertThat(cluster.refusalToDelete(claimed, DeletionPropagation.BACKGROUND))
          .contains(
              "propagationPolicy is Background",
              "kubectl delete xpolyglotenvironments claimed-st --cascade=foreground");
      assertThat(cluster.refusalToDelete(claimed, DeletionPropagation.ORPHAN))
          .contains("propagationPolicy is Orphan");
      assertThat(cluster.refusalToDelete(claimed, DeletionPropagation.FOREGROUND)).isEmpty();
    } finally {
      cluster.merge(claimed, allowDeletion(false));
    }
  }

  /** Crossplane copies a claim's annotations to its composite. */
  @Test
  void doNotAllowTheDeletionOfTheirCompositesThemselves() {
    assertThat(cluster.refusalToMerge(claim, allowDeletion(true)))
        .contains(
            "platform.polyglot.dev/allow-deletion is on the claim guarded",
            "allowed is only on a composite");
  }

  @Test
  void nameNoCompositeButTheirOwn() {
    assertThat(cluster.refusalToMake(environment("thief", referring("guarded-st"))))
        .contains("spec.resourceRef.name is guarded-st", "allowed is nothing");
    assertThat(cluster.refusalToMake(environment("thief", referring("thief-ab1cd2"))))
        .contains("spec.resourceRef.name is thief-ab1cd2");
    assertThat(cluster.refusalToMake(environment("restored", referring("restored-ab1cd"))))
        .isEmpty();

    assertThat(cluster.refusalToMerge(claim, referenceTo("other")))
        .contains("spec.resourceRef.name is other", "the environment guarded");
    GenericKubernetesResource bound = environment("bound", referring("bound-ab1cd"));
    cluster.apply(bound);
    try {
      assertThat(
              cluster.refusalToMerge(bound, Documents.parse("{\"spec\": {\"resourceRef\": null}}")))
          .contains(
              "spec.resourceRef.name is nothing", "allowed is bound-ab1cd", "kubectl replace");
      assertThat(cluster.refusalToMerge(bound, referenceTo("bound-zz9zz")))
          .contains("spec.resourceRef.name is bound-zz9zz", "allowed is bound-ab1cd");
      assertThat(
              cluster.refusalToMerge(bound, Documents.parse("{\"spec\": {\"size\": \"medium\"}}")))
          .isEmpty();
    } finally {
      cluster.deleteAndAwait(List.of(bound));
    }
  }

  /** What a claim says that takes a composite for its own. */
  private static JsonNode referring(String composite) {
    return Documents.parse(
        """
        {"region": "eu-west-3",
         "resourceRef": {"apiVersion": "platform.polyglot.dev/v1alpha1",
                         "kind": "XPolyglotEnvironment", "name": "%s"}}
        """
            .formatted(composite));
  }

  private static JsonNode referenceTo(String composite) {
    return Documents.parse("{\"spec\": " + referring(composite) + "}");
  }

  private static JsonNode allowDeletion(boolean isAllowed) {
    String value = isAllowed ? "\"true\"" : "null";
    return Documents.parse(
        "{\"metadata\": {\"annotations\": {\"platform.polyglot.dev/allow-deletion\": "
            + value
            + "}}}");
  }

  @Test
  void areMadeByWhoEditsTheNamespaceAndSeenByWhoViewsIt() {
    GenericKubernetesResource blue =
        environment("blue", Documents.parse("{\"region\": \"eu-west-3\"}"));
    GenericKubernetesResource elsewhere =
        environment("blue", Documents.parse("{\"region\": \"eu-west-3\"}"));
    elsewhere.getMetadata().setNamespace("default");
    try (ClusterSystem editor = cluster.as("environment-admission-st-editor");
        ClusterSystem viewer = cluster.as("environment-admission-st-viewer")) {
      assertThat(editor.refusalToMake(blue)).isEmpty();
      assertThat(editor.refusalToMake(elsewhere)).contains("forbidden");
      assertThat(editor.refusalToDelete(composite)).contains("forbidden");

      assertThat(viewer.find(claim)).isPresent();
      assertThat(viewer.refusalToMake(blue)).contains("forbidden");
    }
  }

  private static GenericKubernetesResource declared(int index) {
    return Documents.resources("environment-admission.yaml").get(index);
  }

  private static GenericKubernetesResource environment(String name, JsonNode spec) {
    GenericKubernetesResource environment = declared(0);
    environment.getMetadata().setName(name);
    environment.setAdditionalProperty("spec", spec);
    return environment;
  }

  private static JsonNode protection(boolean isOn) {
    return Documents.parse("{\"spec\": {\"protection\": " + isOn + "}}");
  }
}
