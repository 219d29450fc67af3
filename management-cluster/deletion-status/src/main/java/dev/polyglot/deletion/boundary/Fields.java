package dev.polyglot.deletion.boundary;

import static java.util.stream.Collectors.toMap;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads fields of objects whose kinds are not known at compile time. */
final class Fields {

  private Fields() {}

  /** The text at a path; empty if there is none or it is something else. */
  static Optional<String> text(GenericKubernetesResource resource, Object... path) {
    return resource.get(path) instanceof String text && !text.isEmpty()
        ? Optional.of(text)
        : Optional.empty();
  }

  /** The text of a field; empty if there is none or it is something else. */
  static Optional<String> text(Map<String, Object> object, String field) {
    return object.get(field) instanceof String text && !text.isEmpty()
        ? Optional.of(text)
        : Optional.empty();
  }

  /** The texts of a list; empty if there is none. */
  static List<String> texts(GenericKubernetesResource resource, Object... path) {
    return resource.get(path) instanceof List<?> list
        ? list.stream().filter(String.class::isInstance).map(String.class::cast).toList()
        : List.of();
  }

  /** The objects of a list; empty if there is none. */
  static List<Map<String, Object>> objects(GenericKubernetesResource resource, Object... path) {
    return resource.get(path) instanceof List<?> list
        ? list.stream().map(Fields::object).flatMap(Optional::stream).toList()
        : List.of();
  }

  /** The texts of an object's object by their fields; empty if there is none. */
  static Map<String, String> textsOf(Map<String, Object> object, String field) {
    return object(object.get(field)).orElse(Map.of()).entrySet().stream()
        .filter(entry -> entry.getValue() instanceof String)
        .collect(toMap(Map.Entry::getKey, entry -> (String) entry.getValue()));
  }

  /** The condition of a type. */
  static Optional<Map<String, Object>> condition(GenericKubernetesResource resource, String type) {
    return objects(resource, "status", "conditions").stream()
        .filter(condition -> type.equals(condition.get("type")))
        .findFirst();
  }

  /** The condition of a type, if it is false. */
  static Optional<Map<String, Object>> falseCondition(
      GenericKubernetesResource resource, String type) {
    return condition(resource, type).filter(condition -> "False".equals(condition.get("status")));
  }

  @SuppressWarnings("unchecked") // the keys of JSON are strings
  private static Optional<Map<String, Object>> object(Object value) {
    return value instanceof Map<?, ?> object
        ? Optional.of((Map<String, Object>) object)
        : Optional.empty();
  }
}
