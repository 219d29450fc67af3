package dev.polyglot.e2e.system;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The permissions that IAM policies grant, and those that calls to AWS need. */
public final class Permissions {

  /** Where IAM calls a service by another name than its API. */
  private static final Map<String, String> PREFIXES = Map.of("elbv2", "elasticloadbalancing");

  private final Set<String> granted;
  private final JsonNode known;

  /** Reads policies, and the file of what calls need beside their own permission. */
  public Permissions(List<Path> policies, String known) {
    granted =
        policies.stream()
            .flatMap(policy -> Documents.yaml(policy).stream())
            .flatMap(policy -> Documents.elements(policy.required("Statement")).stream())
            // a trust policy says who may take a role; it grants no action on AWS
            .filter(statement -> statement.path("Principal").isMissingNode())
            .filter(statement -> statement.path("Effect").asText().equals("Allow"))
            .flatMap(statement -> texts(statement.required("Action")))
            .collect(Collectors.toCollection(TreeSet::new));
    this.known = Documents.yamlResource(known).get(0);
  }

  /** The actions that the policies allow, as they stand there. */
  public Set<String> granted() {
    return granted;
  }

  /** What these calls, {@code service:Action} under the API's names, need to be allowed. */
  public Set<String> neededBy(Set<String> calls) {
    Set<String> needed = new TreeSet<>();
    for (String call : calls) {
      String action = action(call);
      JsonNode renamed = known.path("renamed").path(action);
      if (renamed.isMissingNode()) {
        needed.add(action);
      } else {
        texts(renamed).forEach(needed::add);
      }
      Documents.elements(known.path("implied")).stream()
          .filter(row -> row.required("call").asText().equals(action))
          .forEach(row -> texts(row.required("needs")).forEach(needed::add));
    }
    return needed;
  }

  private static String action(String call) {
    String service = call.substring(0, call.indexOf(':'));
    return PREFIXES.getOrDefault(service, service) + call.substring(call.indexOf(':'));
  }

  /** Those of the needed permissions that no statement grants. */
  public Set<String> notGranted(Set<String> needed) {
    return without(needed, action -> granted.stream().anyMatch(grant -> covers(grant, action)));
  }

  /** Those of the granted permissions that nothing needed. */
  public Set<String> notUsed(Set<String> needed) {
    return without(granted, grant -> needed.stream().anyMatch(action -> covers(grant, action)));
  }

  /** The permissions that are granted without a call in the sandbox; each has its reason. */
  public Set<String> unusedForAReason() {
    Set<String> actions = new TreeSet<>();
    for (JsonNode row : known.path("unused")) {
      if (row.required("why").asText().isBlank()) {
        throw new IllegalArgumentException(row + " has no reason");
      }
      texts(row.required("actions")).forEach(actions::add);
    }
    return actions;
  }

  private static Set<String> without(Set<String> all, Predicate<String> excluded) {
    return all.stream()
        .filter(Predicate.not(excluded))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** IAM's actions are compared without regard to case, and a star stands for anything. */
  private static boolean covers(String grant, String action) {
    String pattern =
        Stream.of(grant.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*"));
    return Pattern.compile(pattern, Pattern.CASE_INSENSITIVE).matcher(action).matches();
  }

  private static Stream<String> texts(JsonNode value) {
    return value.isArray()
        ? Documents.elements(value).stream().map(JsonNode::asText)
        : Stream.of(value.asText());
  }
}
