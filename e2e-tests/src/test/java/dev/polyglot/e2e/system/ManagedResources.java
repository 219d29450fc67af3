package dev.polyglot.e2e.system;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.assertj.core.api.Assertions;
import org.awaitility.Awaitility;

/**
 * Managed resources that are declared together, changed together and deleted together. A manifest
 * may hold {@code ${Kind name /pointer}}: a value of another resource that AWS gives it; it is
 * declared once that value is known, as a composition would.
 */
public final class ManagedResources {

  private static final Pattern VALUE_OF_ANOTHER =
      Pattern.compile("\\$\\{(?<kind>\\S+) (?<name>\\S+) (?<pointer>\\S+)}");
  private static final Duration POLL = Duration.ofSeconds(1);
  private static final List<String> IDENTITIES =
      List.of(
          "/arn",
          "/id",
          "/uniqueId",
          "/policyId",
          "/createdAt",
          "/createDate",
          "/manifest/metadata/uid");

  private final ClusterSystem cluster;
  private final List<GenericKubernetesResource> manifests;
  private final KindTimes times;

  public ManagedResources(
      ClusterSystem cluster, List<GenericKubernetesResource> manifests, KindTimes times) {
    this.cluster = cluster;
    this.manifests = List.copyOf(manifests);
    this.times = times;
  }

  /** Their kinds, as {@code Kind.group}. */
  public Set<String> kinds() {
    return manifests.stream()
        .map(manifest -> manifest.getKind() + "." + group(manifest))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** One resource of a kind, {@code Kind} or {@code Kind.first part of the group}. */
  public GenericKubernetesResource named(String kind, String name) {
    return manifests.stream()
        .filter(manifest -> isOf(manifest, kind) && manifest.getMetadata().getName().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no manifest of " + kind + " " + name));
  }

  /** True if a manifest is of a kind, {@code Kind} or {@code Kind.first part of the group}. */
  public boolean has(String kind) {
    return manifests.stream().anyMatch(manifest -> isOf(manifest, kind));
  }

  private static boolean isOf(GenericKubernetesResource manifest, String kind) {
    return kind.equals(manifest.getKind()) || kind.equals(shortKind(manifest));
  }

  /** {@code Kind.first part of the group}, which tells the clusters of EKS and MSK apart. */
  private static String shortKind(GenericKubernetesResource manifest) {
    return manifest.getKind() + "." + group(manifest).split("\\.")[0];
  }

  private static String group(GenericKubernetesResource manifest) {
    return manifest.getApiVersion().split("/")[0];
  }

  // ---- creation

  /** Declares all, and waits until each is Ready and Synced. */
  public void createAndAwaitReady(Duration deadline) {
    long begin = System.nanoTime();
    Map<GenericKubernetesResource, Long> declared = new HashMap<>();
    Set<GenericKubernetesResource> ready = new HashSet<>();
    Awaitility.await("each managed resource is Ready and Synced")
        .atMost(deadline)
        .pollInterval(POLL)
        .untilAsserted(
            () -> {
              Map<String, String> waiting = new TreeMap<>();
              for (GenericKubernetesResource manifest : manifests) {
                if (!declared.containsKey(manifest) && declare(manifest)) {
                  declared.put(manifest, System.nanoTime());
                }
                if (declared.containsKey(manifest) && !ready.contains(manifest)) {
                  JsonNode seen = cluster.get(manifest);
                  if (Conditions.areTrue(seen, "Ready", "Synced")) {
                    ready.add(manifest);
                    times.created(shortKind(manifest), since(declared.get(manifest)));
                  } else {
                    waiting.put(Documents.describe(manifest), Conditions.describe(seen));
                  }
                } else if (!declared.containsKey(manifest)) {
                  waiting.put(Documents.describe(manifest), "waits for a value of another");
                }
              }
              Assertions.assertThat(waiting).isEmpty();
            });
    times.allCreated(since(begin));
  }

  private boolean declare(GenericKubernetesResource manifest) {
    Optional<JsonNode> resolved = resolved(Documents.tree(manifest));
    resolved.map(Documents::resource).ifPresent(cluster::apply);
    return resolved.isPresent();
  }

  /** The resources that are not Ready and Synced now, with their conditions. */
  public Map<String, String> unready() {
    Map<String, String> unready = new TreeMap<>();
    for (GenericKubernetesResource manifest : manifests) {
      JsonNode seen = cluster.get(manifest);
      if (!Conditions.areTrue(seen, "Ready", "Synced")) {
        unready.put(Documents.describe(manifest), Conditions.describe(seen));
      }
    }
    return unready;
  }

  /** A document with the values of others in place, if all of them are known. */
  private Optional<JsonNode> resolved(JsonNode document) {
    JsonNode copy = document.deepCopy();
    return resolveInto(copy) ? Optional.of(copy) : Optional.empty();
  }

  private boolean resolveInto(JsonNode node) {
    boolean known = true;
    if (node.isObject()) {
      for (Map.Entry<String, JsonNode> field : node.properties()) {
        if (field.getValue().isTextual()) {
          Optional<String> value = valueOf(field.getValue().asText());
          value.ifPresent(text -> field.setValue(TextNode.valueOf(text)));
          known &= value.isPresent();
        } else {
          known &= resolveInto(field.getValue());
        }
      }
    } else {
      for (JsonNode item : node) {
        known &= resolveInto(item);
      }
    }
    return known;
  }

  private Optional<String> valueOf(String text) {
    Matcher other = VALUE_OF_ANOTHER.matcher(text);
    if (!other.matches()) {
      return Optional.of(text);
    }
    return cluster
        .find(named(other.group("kind"), other.group("name")))
        .map(found -> found.at(other.group("pointer")).asText())
        .filter(value -> !value.isEmpty());
  }

  // ---- change

  /** Makes all changes, and waits until AWS shows each of them. */
  public void changeAndAwaitShown(List<Change> changes, Duration deadline) {
    long begin = System.nanoTime();
    Map<Change, Long> asked = new HashMap<>();
    for (Change change : changes) {
      JsonNode fields =
          resolved(change.change())
              .orElseThrow(() -> new AssertionError("a value is not there: " + change.change()));
      JsonNode forProvider = Documents.tree(Map.of("forProvider", fields));
      cluster.merge(
          named(change.kind(), change.name()), Documents.tree(Map.of("spec", forProvider)));
      asked.put(change, System.nanoTime());
    }
    Set<Change> shown = new HashSet<>();
    Awaitility.await("AWS shows each change")
        .atMost(deadline)
        .pollInterval(POLL)
        .untilAsserted(
            () -> {
              Map<String, String> waiting = new TreeMap<>();
              for (Change change : changes) {
                if (!shown.contains(change)) {
                  GenericKubernetesResource manifest = named(change.kind(), change.name());
                  JsonNode seen = cluster.get(manifest);
                  List<String> missing = missing(change, seen);
                  if (missing.isEmpty() && Conditions.areTrue(seen, "Ready", "Synced")) {
                    shown.add(change);
                    times.changed(shortKind(manifest), since(asked.get(change)));
                  } else {
                    waiting.put(
                        Documents.describe(manifest), missing + " " + Conditions.describe(seen));
                  }
                }
              }
              Assertions.assertThat(waiting).isEmpty();
            });
    times.allChanged(since(begin));
  }

  private List<String> missing(Change change, JsonNode seen) {
    JsonNode expected =
        resolved(change.shows())
            .orElseThrow(() -> new AssertionError("a value is gone: " + change.shows()));
    JsonNode atProvider = seen.at("/status/atProvider");
    List<String> missing = new ArrayList<>();
    for (Map.Entry<String, JsonNode> field : expected.properties()) {
      JsonNode actual = atProvider.at(field.getKey());
      if (!Values.same(field.getValue(), actual)) {
        missing.add(field.getKey() + " is " + actual + ", not " + field.getValue());
      }
    }
    return missing;
  }

  /**
   * What AWS and the cluster gave each resource when it was made, and no change in place alters, by
   * {@code Kind name /pointer}. Names and ARNs alone would not tell one role from another that has
   * taken its place.
   */
  public Map<String, String> identities() {
    Map<String, String> identities = new TreeMap<>();
    for (GenericKubernetesResource manifest : manifests) {
      JsonNode atProvider = cluster.get(manifest).at("/status/atProvider");
      for (String pointer : IDENTITIES) {
        String value = atProvider.at(pointer).asText();
        if (!value.isEmpty()) {
          identities.put(identity(manifest) + pointer, value);
        }
      }
    }
    return identities;
  }

  /** The resources without any identity. */
  public List<String> withoutIdentity() {
    Set<String> known = identities().keySet();
    return manifests.stream()
        .filter(manifest -> known.stream().noneMatch(key -> key.startsWith(identity(manifest))))
        .map(Documents::describe)
        .toList();
  }

  /** How the identities of a changed resource begin. */
  public String identity(Change change) {
    return identity(named(change.kind(), change.name()));
  }

  private static String identity(GenericKubernetesResource manifest) {
    return shortKind(manifest) + " " + manifest.getMetadata().getName() + " ";
  }

  // ---- rest

  /**
   * Has the provider look at every resource once more, and waits until it has looked at each: each
   * is given a new generation, and the provider writes into the condition Synced which generation
   * it has seen.
   */
  public void awaitObservedAgain() {
    Map<GenericKubernetesResource, Long> unseen = new HashMap<>();
    for (GenericKubernetesResource manifest : manifests) {
      JsonNode before = cluster.get(manifest);
      cluster.merge(manifest, nudge(before));
      long generation = generation(cluster.get(manifest));
      Assertions.assertThat(generation)
          .as("generation of " + Documents.describe(manifest))
          .isGreaterThan(generation(before));
      unseen.put(manifest, generation);
    }
    Awaitility.await("the provider has looked at " + manifests.size() + " resources")
        .atMost(RunningSandbox.PATIENCE)
        .pollInterval(POLL)
        .untilAsserted(
            () -> {
              unseen.entrySet().removeIf(each -> isSeen(each.getKey(), each.getValue()));
              Assertions.assertThat(unseen.keySet()).extracting(Documents::describe).isEmpty();
            });
  }

  /** How a ProviderConfig by name is resolved changes nothing at AWS, and every kind has it. */
  private static JsonNode nudge(JsonNode resource) {
    boolean optional =
        resource.at("/spec/providerConfigRef/policy/resolution").asText().equals("Optional");
    return Documents.parse(
        "{\"spec\": {\"providerConfigRef\": {\"policy\": {\"resolution\": \"%s\"}}}}"
            .formatted(optional ? "Required" : "Optional"));
  }

  private static long generation(JsonNode resource) {
    return resource.at("/metadata/generation").asLong();
  }

  private boolean isSeen(GenericKubernetesResource manifest, long generation) {
    return Conditions.observedGeneration(cluster.get(manifest), "Synced") >= generation;
  }

  /** How often the provider said of each resource that it had changed something at AWS. */
  public Map<String, Integer> updates() {
    Set<String> own = manifests.stream().map(Documents::describe).collect(Collectors.toSet());
    Map<String, Integer> updates = new TreeMap<>();
    for (JsonNode event : cluster.list("v1", "Event")) {
      JsonNode about = event.path("involvedObject");
      String resource = about.path("kind").asText() + " " + about.path("name").asText();
      if (event.path("reason").asText().equals("UpdatedExternalResource")
          && own.contains(resource)
          // it writes a new token into its Secret from time to time, which is no change at AWS
          && !about.path("kind").asText().equals("ClusterAuth")) {
        updates.merge(resource, Math.max(1, event.path("count").asInt()), Integer::sum);
      }
    }
    return updates;
  }

  // ---- deletion

  /** Deletes all in one go, as a user may, and waits until the cluster has none of them. */
  public void deleteAndAwaitGone(Duration deadline) {
    long begin = System.nanoTime();
    manifests.forEach(cluster::delete);
    Set<GenericKubernetesResource> gone = new HashSet<>();
    Awaitility.await("each managed resource is gone")
        .atMost(deadline)
        .pollInterval(POLL)
        .untilAsserted(
            () -> {
              Map<String, String> left = new TreeMap<>();
              for (GenericKubernetesResource manifest : manifests) {
                if (!gone.contains(manifest)) {
                  Optional<JsonNode> seen = cluster.find(manifest);
                  if (seen.isEmpty()) {
                    gone.add(manifest);
                    times.deleted(shortKind(manifest), since(begin));
                  } else {
                    left.put(Documents.describe(manifest), Conditions.describe(seen.get()));
                  }
                }
              }
              Assertions.assertThat(left).isEmpty();
            });
    times.allDeleted(since(begin));
  }

  private static Duration since(long begin) {
    return Duration.ofNanos(System.nanoTime() - begin);
  }
}
