package dev.polyglot.e2e.system;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** One environment: its claim, what is composed for it, and what it has at AWS. */
public final class Environment {

  static final String API_VERSION = "platform.polyglot.dev/v1alpha1";
  static final List<String> COMPOSITE_KINDS =
      List.of(
          "XPolyglotEnvironment", "XNetwork", "XKafka", "XWorkloadCluster", "XService", "XBastion");

  private static final Duration POLL = Duration.ofMillis(500);

  /** Each composed resource, however deep, carries the name of the environment's composite. */
  private static final String COMPOSITE = "crossplane.io/composite";

  private final ClusterSystem cluster;
  private final CloudSystem cloud;
  private final GenericKubernetesResource claim;
  private final Map<String, String> managedKinds;
  private String composite = "";

  Environment(
      ClusterSystem cluster,
      CloudSystem cloud,
      GenericKubernetesResource claim,
      Map<String, String> managedKinds) {
    this.cluster = cluster;
    this.cloud = cloud;
    this.claim = claim;
    this.managedKinds = Map.copyOf(managedKinds);
  }

  // ---- as its team sees it

  /** Asks for it, or for what it is to be now. */
  public void apply() {
    cluster.apply(claim);
  }

  /** Merges a change into the claim's spec. */
  public void change(String spec) {
    cluster.merge(claim, Documents.tree(Map.of("spec", Documents.parse(spec))));
  }

  /** The claim as its team wrote it. */
  String manifest() {
    return Documents.json(Documents.tree(claim));
  }

  /** The claim as it is now. */
  public JsonNode now() {
    return cluster.get(claim);
  }

  /** Phase, progress and conditions in a line, for a person. */
  public String describe() {
    JsonNode now = now();
    return claimName()
        + " "
        + now.at("/status/phase").asText()
        + " "
        + now.at("/status/progress").asText()
        + ": "
        + Conditions.describe(now);
  }

  /** Waits until it is Ready. */
  public void awaitReady(Duration deadline) {
    awaitReady(deadline, now -> {});
  }

  /** The same, and shows the claim as it is each time that it is looked at. */
  public void awaitReady(Duration deadline, Consumer<JsonNode> look) {
    await(
        deadline,
        () -> {
          JsonNode now = now();
          look.accept(now);
          return isReady(now);
        });
  }

  /** True if it is Ready, and the claim says so itself. */
  public boolean isReady() {
    return isReady(now());
  }

  private static boolean isReady(JsonNode now) {
    return Conditions.areTrue(now, "Ready", "NetworkReady", "KafkaReady", "ClusterReady")
        && now.at("/status/phase").asText().equals("Ready");
  }

  /** What is left or not ready is asked for once, at the end: it takes a request for each kind. */
  private void await(Duration deadline, Callable<Boolean> reached) {
    try {
      Awaitility.await().atMost(deadline).pollInterval(POLL).until(reached);
    } catch (ConditionTimeoutException e) {
      throw new AssertionError(describe() + " | " + unready(), e);
    }
  }

  /** Deletes the claim as {@code kubectl delete} does, without waiting. */
  public void delete() {
    name();
    cluster.delete(claim);
  }

  /** True if the claim is gone. */
  public boolean isGone() {
    return cluster.find(claim).isEmpty();
  }

  /** Waits until the claim is gone. */
  public void awaitGone(Duration deadline) {
    await(deadline, this::isGone);
  }

  /** What its connection Secret holds. */
  public Map<String, String> connection() {
    Map<String, String> connection = new TreeMap<>();
    secret()
        .path("data")
        .properties()
        .forEach(
            field ->
                connection.put(
                    field.getKey(),
                    new String(
                        Base64.getDecoder().decode(field.getValue().asText()),
                        StandardCharsets.UTF_8)));
    return connection;
  }

  private JsonNode secret() {
    GenericKubernetesResource secret =
        Documents.resource(
            Documents.tree(
                Map.of(
                    "apiVersion",
                    "v1",
                    "kind",
                    "Secret",
                    "metadata",
                    Map.of(
                        "name",
                        now().at("/status/connectionSecret").asText(),
                        "namespace",
                        claim.getMetadata().getNamespace()))));
    return cluster.get(secret);
  }

  // ---- as the cluster sees it

  /** The composite's name: the claim's, and a few characters that make it the only one. */
  public String name() {
    if (composite.isEmpty()) {
      Awaitility.await("a composite is made for the claim")
          .until(() -> !now().at("/spec/resourceRef/name").asText().isEmpty());
      composite = now().at("/spec/resourceRef/name").asText();
    }
    return composite;
  }

  /** Which of the composites of this name it is; empty while there is none. */
  public String compositeUid() {
    return cluster.find(composite()).map(now -> now.at("/metadata/uid").asText()).orElse("");
  }

  /** Deletes its composite as somebody does who insists; the claim stays. */
  public void deleteComposite() {
    cluster.merge(
        composite(),
        Documents.parse(
            "{\"metadata\": {\"annotations\": {\"platform.polyglot.dev/allow-deletion\": \"true\"}}}"));
    cluster.deleteInTheForeground(composite());
  }

  private GenericKubernetesResource composite() {
    return Documents.resource(
        Documents.tree(
            Map.of(
                "apiVersion",
                API_VERSION,
                "kind",
                "XPolyglotEnvironment",
                "metadata",
                Map.of("name", name()))));
  }

  /** The name that its team gave it. */
  public String claimName() {
    return claim.getMetadata().getName();
  }

  /** The name that its parts at AWS begin with. */
  public String cloudName() {
    return "polyglot-" + name();
  }

  /** Its managed resources. */
  public List<JsonNode> managed() {
    return managedKinds.entrySet().stream()
        .flatMap(
            kind ->
                cluster
                    .labelled(
                        kind.getValue(),
                        kind.getKey().substring(0, kind.getKey().indexOf('.')),
                        COMPOSITE,
                        name())
                    .stream())
        .toList();
  }

  /** Its managed resources as manifests, by which they are found again. */
  public List<GenericKubernetesResource> manifests() {
    return managed().stream().map(Documents::resource).toList();
  }

  /** The managed resources that are not Ready and Synced, with their conditions. */
  public Map<String, String> unready() {
    return managed().stream()
        .filter(resource -> !Conditions.areTrue(resource, "Ready", "Synced"))
        .collect(
            Collectors.toMap(
                resource ->
                    resource.path("kind").asText() + " " + resource.at("/metadata/name").asText(),
                Conditions::describe,
                (one, other) -> one,
                TreeMap::new));
  }

  /** What AWS calls its managed resources, by their names without the environment's before it. */
  public Map<String, String> externalNames() {
    Map<String, String> names = new TreeMap<>();
    managed()
        .forEach(
            resource ->
                names.put(
                    resource.at("/metadata/name").asText().replace(name() + "-", ""),
                    resource.at("/metadata/annotations/crossplane.io~1external-name").asText()));
    return names;
  }

  /** Its composites, by name: whether Crossplane listens to what changes in them. */
  public Map<String, Boolean> responsive() {
    Map<String, Boolean> responsive = new TreeMap<>();
    COMPOSITE_KINDS.stream()
        .flatMap(kind -> cluster.labelled(API_VERSION, kind, COMPOSITE, name()).stream())
        .forEach(
            part ->
                responsive.put(
                    part.path("kind").asText() + " " + part.at("/metadata/name").asText(),
                    Conditions.areTrue(part, "Responsive")));
    return responsive;
  }

  /** Its usages: which of its parts are deleted after which. */
  public Set<String> usages() {
    return cluster
        .labelled("protection.crossplane.io/v1beta1", "ClusterUsage", COMPOSITE, name())
        .stream()
        .map(
            usage ->
                usage.at("/spec/of/resourceRef/name").asText()
                    + " by "
                    + usage.at("/spec/by/resourceRef/name").asText())
        .map(usage -> usage.replace(name() + "-", ""))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  // ---- as AWS sees it

  /** What it has at AWS, by id or by any tag: what EKS makes has the cluster's name in its own. */
  public List<JsonNode> inCloud() {
    return cloud.resources().stream()
        .filter(resource -> resource.toString().contains(name()))
        .toList();
  }
}
