package dev.polyglot.e2e.system;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;

/** YAML, JSON and tables, read and written. */
public final class Documents {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

  private Documents() {}

  /** The documents of a YAML file, or the elements of its one list; empty ones are left out. */
  public static List<JsonNode> yaml(Path file) {
    try {
      return yaml(Files.readString(file), file.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The documents of a YAML file beside the tests. */
  public static List<JsonNode> yamlResource(String name) {
    return yaml(text(name), name);
  }

  /** The lines of a file beside the tests; empty ones and comments are left out. */
  public static List<String> lines(String name) {
    return text(name).lines().filter(line -> !line.isBlank() && !line.startsWith("#")).toList();
  }

  private static String text(String name) {
    try (InputStream in = Documents.class.getResourceAsStream("/" + name)) {
      if (in == null) {
        throw new IllegalArgumentException("no resource " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<JsonNode> yaml(String text, String origin) {
    try (var values = YAML.readerFor(JsonNode.class).<JsonNode>readValues(text)) {
      return values.readAll().stream().filter(JsonNode::isContainerNode).toList();
    } catch (IOException e) {
      throw new UncheckedIOException("not YAML: " + origin, e);
    }
  }

  /** The resources that a file beside the tests declares. */
  public static List<GenericKubernetesResource> resources(String name) {
    return yamlResource(name).stream().map(Documents::resource).toList();
  }

  public static GenericKubernetesResource resource(JsonNode document) {
    return JSON.convertValue(document, GenericKubernetesResource.class);
  }

  /** Reads JSON. */
  public static JsonNode parse(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new AssertionError("not JSON: " + json, e);
    }
  }

  /** The elements of an array; none if it is no array. */
  public static List<JsonNode> elements(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).toList();
  }

  static JsonNode tree(Object value) {
    return JSON.valueToTree(value);
  }

  static String json(JsonNode value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** Kind and name, for a person. */
  public static String describe(GenericKubernetesResource resource) {
    return resource.getKind() + " " + resource.getMetadata().getName();
  }
}
