package dev.polyglot.e2e.system;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * A change of one managed resource: what is merged into {@code spec.forProvider}, and which values
 * {@code status.atProvider} shows afterwards, by JSON pointer. A kind that cannot be changed has
 * the reason instead. Where AWS gives the changed thing another identity, {@code newIdentity} says
 * why.
 */
public record Change(
    String kind,
    String name,
    JsonNode change,
    JsonNode shows,
    String newIdentity,
    String unchangeable) {

  public Change {
    boolean changes = !name.isEmpty() && change.isObject() && !shows.isEmpty();
    if (changes == !unchangeable.isEmpty()) {
      throw new IllegalArgumentException(
          kind + " needs either name, change and shows, or the reason why it is unchangeable");
    }
  }

  /** Reads a file of changes that lies beside the tests. */
  public static List<Change> read(String resource) {
    return Documents.yamlResource(resource).stream()
        .map(
            row ->
                new Change(
                    row.required("kind").asText(),
                    row.path("name").asText(),
                    row.path("change"),
                    row.path("shows"),
                    row.path("newIdentity").asText(),
                    row.path("unchangeable").asText()))
        .toList();
  }

  public boolean isPossible() {
    return unchangeable.isEmpty();
  }

  /** True if what AWS has stays the same thing, changed. */
  public boolean isInPlace() {
    return newIdentity.isEmpty();
  }
}
