package dev.polyglot.e2e.system;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Where teams ask for environments. */
public final class EnvironmentSystem {

  private static final Duration COMMAND_TIME = Duration.ofMinutes(1);

  private final ClusterSystem cluster;
  private final CloudSystem cloud;
  private final Map<String, String> managedKinds = new HashMap<>();

  EnvironmentSystem(ClusterSystem cluster, CloudSystem cloud, RepositorySystem repository) {
    this.cluster = cluster;
    this.cloud = cloud;
    Set<String> inUse = repository.managedKinds();
    for (JsonNode definition :
        cluster.list("apiextensions.crossplane.io/v1alpha1", "ManagedResourceDefinition")) {
      if (inUse.contains(definition.at("/metadata/name").asText())) {
        note(definition.path("spec"));
      }
    }
    if (managedKinds.isEmpty()) {
      throw new AssertionError("no managed kind is served");
    }
  }

  private void note(JsonNode definition) {
    String group = definition.path("group").asText();
    Documents.elements(definition.path("versions")).stream()
        .filter(version -> version.path("storage").asBoolean())
        .forEach(
            version ->
                managedKinds.put(
                    definition.at("/names/kind").asText() + "." + group,
                    group + "/" + version.path("name").asText()));
  }

  /** An environment of this name and spec, not asked for yet. */
  public Environment environment(String namespace, String name, String spec) {
    GenericKubernetesResource claim =
        Documents.resource(
            Documents.tree(
                Map.of(
                    "apiVersion",
                    Environment.API_VERSION,
                    "kind",
                    "PolyglotEnvironment",
                    "metadata",
                    Map.of("name", name, "namespace", namespace),
                    "spec",
                    Documents.parse(spec))));
    return new Environment(cluster, cloud, claim, managedKinds);
  }

  /** The claims of a namespace, and the composites of its claims, that the cluster has. */
  public List<String> leftovers(String namespace) {
    return Stream.concat(Stream.of("PolyglotEnvironment"), Environment.COMPOSITE_KINDS.stream())
        .flatMap(kind -> cluster.list(Environment.API_VERSION, kind).stream())
        .filter(left -> namespace.equals(namespaceOfItsClaim(left)))
        .map(left -> left.path("kind").asText() + " " + left.at("/metadata/name").asText())
        .toList();
  }

  private static String namespaceOfItsClaim(JsonNode claimOrComposite) {
    JsonNode metadata = claimOrComposite.path("metadata");
    return metadata.has("namespace")
        ? metadata.path("namespace").asText()
        : metadata.path("labels").path("crossplane.io/claim-namespace").asText();
  }

  /** The names of all environments' composites, which are in the names of all that they have. */
  public List<String> names() {
    return cluster.list(Environment.API_VERSION, "XPolyglotEnvironment").stream()
        .map(composite -> composite.at("/metadata/name").asText())
        .toList();
  }

  /** Runs kubectl for the management cluster, as a person would. */
  public Command kubectl(String... arguments) {
    return Command.run(Settings.command("sandbox.kubectl"), COMMAND_TIME, arguments);
  }

  /**
   * What a tool that compares a claim with its file shows, one that applies on the server (Flux, or
   * Argo CD if so configured) and one that does not; empty if nothing differs.
   */
  public String difference(Environment environment) {
    try {
      Path file = Files.createTempFile("claim", ".json");
      try {
        Files.writeString(file, environment.manifest());
        return difference(file, "--server-side", "--field-manager=e2e-tests")
            + difference(file, "--server-side=false");
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String difference(Path file, String... options) {
    List<String> command = new ArrayList<>(List.of("diff", "-f", file.toString()));
    command.addAll(List.of(options));
    Command compared = kubectl(command.toArray(String[]::new));
    return compared.status() == 0 ? "" : compared.output();
  }

  /** Writes annotations, {@code name=value}, and takes some away, {@code name-}. */
  public void annotate(JsonNode resource, String... annotations) {
    String group = resource.path("apiVersion").asText().split("/")[0];
    List<String> command =
        new ArrayList<>(
            List.of(
                "annotate",
                resource.path("kind").asText().toLowerCase(Locale.ROOT) + "." + group,
                resource.at("/metadata/name").asText()));
    command.addAll(List.of(annotations));
    succeeding("sandbox.kubectl", command.toArray(String[]::new));
  }

  /**
   * Runs the AWS CLI for the account in a region, as somebody would behind the platform's back; it
   * succeeds.
   */
  public JsonNode aws(String region, String... arguments) {
    List<String> words = new ArrayList<>(List.of(arguments));
    words.addAll(List.of("--region", region));
    Command command = succeeding("sandbox.awscli", words.toArray(String[]::new));
    return Documents.parse(command.output().isBlank() ? "{}" : command.output());
  }

  private static Command succeeding(String program, String... arguments) {
    Command command = Command.run(Settings.command(program), COMMAND_TIME, arguments);
    if (command.status() != 0) {
      throw new AssertionError(
          "%s %s ended with %d: %s"
              .formatted(program, String.join(" ", arguments), command.status(), command.output()));
    }
    return command;
  }
}
