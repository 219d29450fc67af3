package dev.polyglot.e2e.system;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What one test has in the emulated account: all in its regions, and of the services that have no
 * region what mentions one of its regions or names.
 */
public final class AccountPart {

  private static final Set<String> GLOBAL_SERVICES = Set.of("iam", "sts");

  private final CloudSystem cloud;
  private final Set<String> regions;
  private final Set<String> names;

  AccountPart(CloudSystem cloud, Set<String> regions, Set<String> names) {
    this.cloud = cloud;
    this.regions = Set.copyOf(regions);
    this.names = Set.copyOf(names);
  }

  /** Everything in it; what is scheduled for deletion is not here. */
  public List<JsonNode> resources() {
    return cloud.resources().stream().filter(this::holds).toList();
  }

  /** The calls that changed something in it, in order. */
  public List<JsonNode> changes() {
    return asked().filter(call -> call.path("refused").asText().isEmpty()).toList();
  }

  /**
   * How often each action, {@code service:Action}, was called to change something in it, refusals
   * included.
   */
  public Map<String, Integer> changingCalls() {
    Map<String, Integer> calls = new TreeMap<>();
    asked().forEach(call -> calls.merge(action(call), 1, Integer::sum));
    return calls;
  }

  /** The action of a call, {@code service:Action}. */
  public static String action(JsonNode call) {
    return call.required("service").asText() + ":" + call.required("action").asText();
  }

  private Stream<JsonNode> asked() {
    return cloud.changes().stream().filter(this::holds);
  }

  private boolean holds(JsonNode row) {
    if (!GLOBAL_SERVICES.contains(row.required("service").asText())) {
      return regions.contains(row.required("region").asText());
    }
    // who asks IAM signs for a region, which says nothing of where its things belong
    String text = ((ObjectNode) row.deepCopy()).without("region").toString();
    return Stream.concat(regions.stream(), names.stream()).anyMatch(text::contains);
  }
}
