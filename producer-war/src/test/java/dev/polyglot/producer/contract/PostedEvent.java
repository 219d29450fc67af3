package dev.polyglot.producer.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.polyglot.producer.events.control.MessageReader;
import dev.polyglot.producer.events.entity.Event;
import dev.polyglot.producer.events.entity.EventId;
import dev.polyglot.testing.ContractDocument;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A fixture with a request: what is posted, and the record that the producer makes of it. */
record PostedEvent(String name, JsonNode request, JsonNode expected) {

  private static final ObjectMapper JSON = new ObjectMapper();

  static List<PostedEvent> all() {
    try (Stream<Path> files = Files.list(ContractDocument.DIRECTORY.resolve("fixtures"))) {
      return files.sorted().map(PostedEvent::read).flatMap(Optional::stream).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The event, made as the producer makes it. */
  Event event() {
    return new Event(
        EventId.of(request.get("idempotencyKey").textValue()),
        Instant.parse(request.get("acceptedAt").textValue()),
        message());
  }

  String contentType() {
    return request.path("contentType").asText("");
  }

  /** The body as the contract's schemas see it: JSON as a tree, text as a string. */
  JsonNode body() {
    String body = request.path("body").textValue();
    return contentType().equals("application/json")
        ? tree(body)
        : JSON.getNodeFactory().textNode(body);
  }

  String expectedKey() {
    return expected.get("key").textValue();
  }

  Map<String, String> expectedHeaders() {
    Map<String, String> headers = new TreeMap<>();
    expected
        .get("headers")
        .fields()
        .forEachRemaining(h -> headers.put(h.getKey(), h.getValue().textValue()));
    return headers;
  }

  JsonNode expectedValue() {
    return tree(expected.get("value").textValue());
  }

  static JsonNode tree(String json) {
    try {
      return JSON.readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return name;
  }

  private String message() {
    byte[] body = request.path("body").asText("").getBytes(StandardCharsets.UTF_8);
    return switch (contentType()) {
      case "application/json" -> MessageReader.json(body);
      case "text/plain" -> MessageReader.text(body, StandardCharsets.UTF_8);
      default -> "";
    };
  }

  private static Optional<PostedEvent> read(Path file) {
    try {
      JsonNode fixture = JSON.readTree(file.toFile());
      String name = file.getFileName().toString().replace(".json", "");
      return Optional.ofNullable(fixture.get("request"))
          .map(request -> new PostedEvent(name, request, fixture.get("record")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
