package dev.polyglot.e2e.system;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** The conditions in a resource's status. */
public final class Conditions {

  private Conditions() {}

  /** True if each of these conditions is there, and true. */
  public static boolean areTrue(JsonNode resource, String... types) {
    return List.of(types).stream().allMatch(type -> "True".equals(status(resource, type)));
  }

  /** The status of a condition; empty if it is not there. */
  public static String status(JsonNode resource, String type) {
    return all(resource).stream()
        .filter(condition -> condition.path("type").asText().equals(type))
        .map(condition -> condition.path("status").asText())
        .findFirst()
        .orElse("");
  }

  /** The reason of a condition; empty if it is not there. */
  public static String reason(JsonNode resource, String type) {
    return all(resource).stream()
        .filter(condition -> condition.path("type").asText().equals(type))
        .map(condition -> condition.path("reason").asText())
        .findFirst()
        .orElse("");
  }

  /** The message of a condition, if it is there and has one. */
  public static Optional<String> message(JsonNode resource, String type) {
    return all(resource).stream()
        .filter(condition -> condition.path("type").asText().equals(type))
        .map(condition -> condition.path("message").asText())
        .filter(message -> !message.isEmpty())
        .findFirst();
  }

  /** The generation that a condition is about; 0 if it is not there or does not say. */
  public static long observedGeneration(JsonNode resource, String type) {
    return all(resource).stream()
        .filter(condition -> condition.path("type").asText().equals(type))
        .mapToLong(condition -> condition.path("observedGeneration").asLong())
        .findFirst()
        .orElse(0);
  }

  /** All conditions in a line, for a person. */
  public static String describe(JsonNode resource) {
    return all(resource).stream()
        .map(
            condition ->
                condition.path("type").asText()
                    + "="
                    + condition.path("status").asText()
                    + " ("
                    + condition.path("reason").asText()
                    + ") "
                    + condition.path("message").asText())
        .collect(Collectors.joining("; "));
  }

  private static List<JsonNode> all(JsonNode resource) {
    return StreamSupport.stream(resource.at("/status/conditions").spliterator(), false).toList();
  }
}
