package dev.polyglot.e2e.system;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The files of the repository that say what a management cluster is. */
public final class RepositorySystem {

  private final Path management;
  private final Path crossplane;

  RepositorySystem(Path root) {
    management = root.resolve("management-cluster");
    if (!Files.isDirectory(management)) {
      throw new IllegalStateException(
          "sandbox.root is " + root + ", which has no folder management-cluster");
    }
    crossplane = root.resolve("crossplane");
  }

  /** The packages that are declared, as {@code Kind name}. */
  public Set<String> packages() {
    return packages(Set.of("Provider", "Function", "Configuration"));
  }

  /** Those of the packages that have a program, which runs in a pod. */
  public Set<String> programs() {
    return packages(Set.of("Provider", "Function"));
  }

  private Set<String> packages(Set<String> kinds) {
    return files(management.resolve("packages"), ".yaml").stream()
        .flatMap(file -> Documents.yaml(file).stream())
        .filter(document -> kinds.contains(document.path("kind").asText()))
        .map(
            document ->
                document.path("kind").asText() + " " + document.at("/metadata/name").asText())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The names of the definitions that the environments' package has. */
  public Set<String> definitions() {
    return files(crossplane.resolve("compositions"), "definition.yaml").stream()
        .flatMap(file -> Documents.yaml(file).stream())
        .map(definition -> definition.at("/metadata/name").asText())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The claims that users are shown, by the name of their file. */
  public Map<String, JsonNode> claims() {
    return files(crossplane.resolve("claims"), ".yaml").stream()
        .collect(
            Collectors.toMap(
                file -> file.getFileName().toString(), file -> Documents.yaml(file).get(0)));
  }

  /** The managed kinds that are switched on, as {@code plural.group}. */
  public Set<String> managedKinds() {
    return Documents.yaml(management.resolve("configs/managed-kinds.yaml")).stream()
        .flatMap(policy -> StreamSupport.stream(policy.at("/spec/activate").spliterator(), false))
        .map(JsonNode::asText)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** What an environment cannot be; those that are a change of another one are left out. */
  public List<RefusedManifest> refusedEnvironments() {
    return files(crossplane.resolve("tests/xpolyglotenvironments/refused"), ".yaml").stream()
        .filter(file -> Documents.yaml(file).size() == 1)
        .map(RefusedManifest::read)
        .toList();
  }

  /** The IAM policy files; each has one policy document. */
  public List<Path> policies() {
    return files(management.resolve("iam"), ".json");
  }

  private static List<Path> files(Path folder, String ending) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(ending)).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
