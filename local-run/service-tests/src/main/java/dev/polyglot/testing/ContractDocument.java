package dev.polyglot.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.DisallowUnknownKeywordFactory;
import com.networknt.schema.JsonMetaSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.Keyword;
import com.networknt.schema.NonValidationKeyword;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** A document of the contract: a tree, and the JSON schemas in it. */
public record ContractDocument(Path file, JsonNode tree) {

  /** Where the contract is. */
  public static final Path DIRECTORY =
      Path.of(
          Objects.requireNonNull(
              System.getProperty("contract.directory"),
              "the system property contract.directory is not set; Maven sets it"));

  private static final ObjectMapper YAML = new YAMLMapper();

  /** What a document holds beside schemas; a keyword that nobody knows is an error. */
  private static final List<Keyword> SECTIONS =
      Stream.of(
              "openapi",
              "asyncapi",
              "info",
              "tags",
              "paths",
              "channels",
              "operations",
              "components")
          .<Keyword>map(NonValidationKeyword::new)
          .toList();

  private static final JsonMetaSchema DIALECT =
      JsonMetaSchema.builder(JsonMetaSchema.getV202012())
          .keywords(SECTIONS)
          .unknownKeywordFactory(DisallowUnknownKeywordFactory.getInstance())
          .build();
  private static final JsonSchemaFactory SCHEMAS =
      JsonSchemaFactory.builder(JsonSchemaFactory.getInstance(VersionFlag.V202012))
          .metaSchema(DIALECT)
          .build();
  private static final SchemaValidatorsConfig CONFIG =
      SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build();

  /** Reads a document of the contract by its file name. */
  public static ContractDocument read(String name) {
    Path file = DIRECTORY.resolve(name);
    try {
      return new ContractDocument(file, YAML.readTree(file.toFile()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What is at a JSON pointer, behind any reference. */
  public JsonNode at(String pointer) {
    JsonNode found = tree.at(pointer);
    return found.has("$ref") ? at(target(found.get("$ref").textValue())) : found;
  }

  /** Whether a reference leads to something in this document. */
  public boolean resolves(String reference) {
    return reference.startsWith("#/") && !tree.at(target(reference)).isMissingNode();
  }

  /** What a value breaks of the schema at a JSON pointer; empty if it is valid. */
  public List<String> problems(String pointer, JsonNode value) {
    if (tree.at(pointer).isMissingNode()) {
      throw new IllegalArgumentException("%s has nothing at %s".formatted(file, pointer));
    }
    return SCHEMAS
        .getSchema(SchemaLocation.of(file.toUri() + "#" + pointer), CONFIG)
        .validate(value)
        .stream()
        .map(Object::toString)
        .toList();
  }

  private static String target(String reference) {
    return reference.substring(1);
  }
}
