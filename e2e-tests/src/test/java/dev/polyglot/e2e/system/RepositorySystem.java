package dev.polyglot.e2e.system;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The files of the repository that say what a management cluster is. */
public final class RepositorySystem {

  private final Path management;

  RepositorySystem(Path root) {
    management = root.resolve("management-cluster");
    if (!Files.isDirectory(management)) {
      throw new IllegalStateException(
          "sandbox.root is " + root + ", which has no folder management-cluster");
    }
  }

  /** The packages that are declared, as {@code Kind name}. */
  public Set<String> packages() {
    return files("packages", ".yaml").stream()
        .flatMap(file -> Documents.yaml(file).stream())
        .filter(document -> Set.of("Provider", "Function").contains(document.path("kind").asText()))
        .map(
            document ->
                document.path("kind").asText() + " " + document.at("/metadata/name").asText())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The managed kinds that are switched on, as {@code plural.group}. */
  public Set<String> managedKinds() {
    return Documents.yaml(management.resolve("configs/managed-kinds.yaml")).stream()
        .flatMap(policy -> StreamSupport.stream(policy.at("/spec/activate").spliterator(), false))
        .map(JsonNode::asText)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The IAM policy files; each has one policy document. */
  public List<Path> policies() {
    return files("iam", ".json");
  }

  private List<Path> files(String folder, String ending) {
    try (Stream<Path> files = Files.walk(management.resolve(folder))) {
      return files.filter(file -> file.toString().endsWith(ending)).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
