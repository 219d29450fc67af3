package dev.polyglot.producer.events.control;

import dev.polyglot.producer.problems.Problem;
import dev.polyglot.producer.problems.ProblemException;
import jakarta.json.Json;
import jakarta.json.JsonConfig;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonReaderFactory;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.json.stream.JsonParser;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Reads the message out of a request body, or says what is wrong with the body. */
public final class MessageReader {

  private static final JsonReaderFactory READERS =
      Json.createReaderFactory(Map.of(JsonConfig.KEY_STRATEGY, JsonConfig.KeyStrategy.NONE));

  private MessageReader() {}

  /**
   * Takes a plain text as it is.
   *
   * @param body the whole body
   * @param charset how it is encoded
   * @throws ProblemException if the bytes are no text in that charset
   */
  public static String text(byte[] body, Charset charset) {
    try {
      return charset.newDecoder().decode(ByteBuffer.wrap(body)).toString();
    } catch (CharacterCodingException e) {
      throw new ProblemException(Problem.malformedBody("the body is not valid " + charset.name()));
    }
  }

  /**
   * Takes the member {@code message} of a JSON object; an object without it has an empty message.
   *
   * @param body the whole body, UTF-8 as JSON is
   * @throws ProblemException if it is no JSON object, or has a member that would be lost
   */
  public static String json(byte[] body) {
    JsonObject object = object(text(body, StandardCharsets.UTF_8));
    for (String name : object.keySet()) {
      if (!name.equals("message")) {
        throw new ProblemException(
            Problem.malformedBody("member '%s' is unknown; allowed: message".formatted(name)));
      }
    }
    String message = message(object.get("message"));
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(message)) {
      throw new ProblemException(
          Problem.malformedBody("message holds half a surrogate pair, which is no character"));
    }
    return message;
  }

  private static JsonObject object(String text) {
    JsonValue value = value(text);
    if (value.getValueType() != JsonValue.ValueType.OBJECT) {
      throw new ProblemException(
          Problem.malformedBody(
              "the body is a JSON %s; allowed: an object like {\"message\": \"...\"}"
                  .formatted(value.getValueType().name().toLowerCase(java.util.Locale.ROOT))));
    }
    return value.asJsonObject();
  }

  private static JsonValue value(String text) {
    try (JsonReader reader = READERS.createReader(new StringReader(text))) {
      requireOneValue(text);
      return reader.readValue();
    } catch (RuntimeException e) {
      // Values nested too deep and numbers too large for Java are no JsonException.
      throw new ProblemException(Problem.malformedBody("the body is not JSON: " + e.getMessage()));
    }
  }

  /** The reader finds a member that is there twice, but stops where the first value ends. */
  private static void requireOneValue(String text) {
    try (JsonParser parser = Json.createParser(new StringReader(text))) {
      while (parser.hasNext()) {
        parser.next();
      }
    }
  }

  private static String message(JsonValue value) {
    if (value == null) {
      return "";
    }
    if (value instanceof JsonString string) {
      return string.getString();
    }
    throw new ProblemException(
        Problem.malformedBody(
            "message is a JSON %s; allowed: a string"
                .formatted(value.getValueType().name().toLowerCase(java.util.Locale.ROOT))));
  }
}
