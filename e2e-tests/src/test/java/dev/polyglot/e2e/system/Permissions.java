package dev.polyglot.e2e.system;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The permissions that IAM policies grant, and why some are granted that nothing asks for. */
public final class Permissions {

  private final List<JsonNode> statements;
  private final Set<String> granted;
  private final JsonNode known;

  /** Reads policies, and the file of what is granted and not asked for. */
  public Permissions(List<Path> policies, String known) {
    statements =
        policies.stream()
            .flatMap(policy -> Documents.yaml(policy).stream())
            .flatMap(policy -> Documents.elements(policy.required("Statement")).stream())
            // a trust policy says who may take a role; it grants no action on AWS
            .filter(statement -> statement.path("Principal").isMissingNode())
            .filter(statement -> statement.path("Effect").asText().equals("Allow"))
            .toList();
    granted = actions();
    statements.forEach(statement -> texts(statement.required("Action")).forEach(granted::add));
    this.known = Documents.yamlResource(known).get(0);
  }

  /** The actions that the policies allow, as they stand there. */
  public Set<String> granted() {
    return granted;
  }

  /**
   * The actions that change something and that a statement allows without a condition: a line for
   * each, which says whether its resources are named.
   */
  public List<String> unconditioned() {
    Set<String> lines = new TreeSet<>();
    for (JsonNode statement : statements) {
      if (statement.path("Condition").isEmpty()) {
        boolean any = texts(statement.required("Resource")).anyMatch("*"::equals);
        texts(statement.required("Action"))
            .filter(CloudSystem::changes)
            .forEach(action -> lines.add(action + (any ? " any resource" : " named resources")));
      }
    }
    return List.copyOf(lines);
  }

  /** Those of the needed permissions that no statement grants. */
  public Set<String> notGranted(Set<String> needed) {
    return without(needed, granted);
  }

  /** Those of the granted permissions that nothing asked for. */
  public Set<String> notUsed(Set<String> asked) {
    return without(granted, asked);
  }

  /** The permissions that nothing in the sandbox needs to ask for; each has its reason. */
  public Set<String> unusedForAReason() {
    return unused(row -> true);
  }

  /** Those of them that no run asks for; the others depend on what is gone first. */
  public Set<String> neverUsedForAReason() {
    return unused(row -> !row.path("sometimes").asBoolean());
  }

  private Set<String> unused(Predicate<JsonNode> wanted) {
    Set<String> actions = actions();
    for (JsonNode row : known.path("unused")) {
      if (row.required("why").asText().isBlank()) {
        throw new IllegalArgumentException(row + " has no reason");
      }
      if (wanted.test(row)) {
        texts(row.required("actions")).forEach(actions::add);
      }
    }
    return actions;
  }

  private static Set<String> without(Set<String> all, Set<String> excluded) {
    Set<String> left = actions();
    all.stream().filter(Predicate.not(excluded::contains)).forEach(left::add);
    return left;
  }

  /** IAM compares actions without regard to case. */
  private static Set<String> actions() {
    return new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
  }

  private static Stream<String> texts(JsonNode value) {
    return value.isArray()
        ? Documents.elements(value).stream().map(JsonNode::asText)
        : Stream.of(value.asText());
  }
}
