package dev.polyglot.e2e.system;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** Compares what was asked for with what is shown. */
final class Values {

  private Values() {}

  /**
   * True if two values mean the same: lists in any order, as AWS returns sets so; documents in a
   * text by what they say.
   */
  static boolean same(JsonNode expected, JsonNode actual) {
    if (expected.isArray()) {
      return actual.isArray() && texts(expected).equals(texts(actual));
    }
    if (expected.isTextual() && expected.asText().startsWith("{")) {
      return actual.isTextual()
          && actual.asText().startsWith("{")
          && Documents.parse(expected.asText()).equals(Documents.parse(actual.asText()));
    }
    return expected.asText().equals(actual.asText()) && !actual.isMissingNode();
  }

  private static List<String> texts(JsonNode array) {
    return Documents.elements(array).stream().map(JsonNode::asText).sorted().toList();
  }
}
