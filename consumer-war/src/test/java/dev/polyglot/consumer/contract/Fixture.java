package dev.polyglot.consumer.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.polyglot.testing.ContractDocument;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** A record of the contract, and what becomes of it. */
record Fixture(String name, JsonNode tree) {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path DIRECTORY = ContractDocument.DIRECTORY.resolve("fixtures");

  static List<Fixture> all() {
    try (Stream<Path> files = Files.list(DIRECTORY)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(file -> !file.equals("schema.json"))
          .sorted()
          .map(Fixture::read)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Fixture read(String file) {
    try {
      return new Fixture(
          file.replaceFirst("\\.json$", ""), JSON.readTree(DIRECTORY.resolve(file).toFile()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  boolean isPrinted() {
    return tree.at("/outcome").has("printed");
  }

  String printed() {
    return tree.at("/outcome/printed").textValue();
  }

  String deadLetterReason() {
    return tree.at("/outcome/deadLetter").textValue();
  }

  /** The message of {@code asyncapi.yaml} that the record is an example of. */
  String message() {
    return tree.get("message").textValue();
  }

  /** The record, as it comes from the broker at {@code events[2]@48}. */
  ConsumerRecord<byte[], byte[]> record() {
    ConsumerRecord<byte[], byte[]> record =
        new ConsumerRecord<>("events", 2, 48, utf8(tree.at("/record/key")), value());
    tree.at("/record/headers")
        .fields()
        .forEachRemaining(header -> record.headers().add(header.getKey(), utf8(header.getValue())));
    return record;
  }

  /** The headers as the contract's schemas see them. */
  JsonNode headers() {
    return tree.at("/record/headers");
  }

  /** The value as the contract's schemas see it: JSON as a tree, text as a string. */
  JsonNode payload(String contentType) {
    String text = new String(value(), StandardCharsets.UTF_8);
    try {
      return contentType.contains("json")
          ? JSON.readTree(text)
          : JSON.getNodeFactory().textNode(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return name;
  }

  private byte[] value() {
    JsonNode record = tree.get("record");
    if (record.has("valueBase64")) {
      return Base64.getDecoder().decode(record.get("valueBase64").textValue());
    }
    if (record.has("valueRepeat")) {
      JsonNode repeat = record.get("valueRepeat");
      return repeat
          .get("text")
          .textValue()
          .repeat(repeat.get("times").intValue())
          .getBytes(StandardCharsets.UTF_8);
    }
    return utf8(record.get("value"));
  }

  private static byte[] utf8(JsonNode text) {
    return text.isNull() ? null : text.textValue().getBytes(StandardCharsets.UTF_8);
  }
}
