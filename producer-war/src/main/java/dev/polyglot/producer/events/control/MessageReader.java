package dev.polyglot.producer.events.control;

import dev.polyglot.producer.problems.Problem;
import dev.polyglot.producer.problems.ProblemException;
import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.stream.JsonParser;
import jakarta.json.stream.JsonParser.Event;
import jakarta.json.stream.JsonParserFactory;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Reads the message out of a request body, or says what is wrong with the body. */
public final class MessageReader {

  private static final JsonParserFactory PARSERS = Json.createParserFactory(Map.of());

  private MessageReader() {}

  /**
   * Reads a body that is not empty, as its content type says.
   *
   * @param contentTypes the values of the header {@code Content-Type}
   * @param body the whole body
   * @throws ProblemException if there is no such type here, or the body is not of it
   */
  public static String read(List<String> contentTypes, byte[] body) {
    if (contentTypes.isEmpty()) {
      throw new ProblemException(Problem.unsupportedMediaType("not given"));
    }
    String given = String.join(", ", contentTypes);
    ContentType type = contentType(given);
    return switch (type.mediaType()) {
      case "application/json" -> json(body);
      case "text/plain" -> text(body, charset(type, given));
      default -> throw new ProblemException(Problem.unsupportedMediaType(given));
    };
  }

  private static ContentType contentType(String given) {
    try {
      return ContentType.of(given);
    } catch (IllegalArgumentException e) {
      throw new ProblemException(Problem.unsupportedMediaType(given));
    }
  }

  private static Charset charset(ContentType type, String given) {
    try {
      return type.charset().map(Charset::forName).orElse(StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new ProblemException(Problem.unsupportedMediaType(given));
    }
  }

  /**
   * Takes a plain text as it is.
   *
   * @param body the whole body
   * @param charset how it is encoded
   * @throws ProblemException if the bytes are no text in that charset
   */
  public static String text(byte[] body, Charset charset) {
    return encodable(decoded(body, charset));
  }

  /**
   * Takes the member {@code message} of a JSON object; an object without it has an empty message.
   *
   * <p>The body is read as it comes, so that nesting, however deep, costs nothing.
   *
   * @param body the whole body, UTF-8 as JSON is
   * @throws ProblemException if it is no JSON object, or holds more, which would be lost
   */
  public static String json(byte[] body) {
    String text = decoded(body, StandardCharsets.UTF_8);
    try (JsonParser parser = PARSERS.createParser(new StringReader(text))) {
      require(
          Event.START_OBJECT,
          parser.next(),
          "the body is a JSON %s; allowed: an object like {\"message\": \"...\"}");
      String message = message(parser);
      if (parser.hasNext()) {
        throw malformed("the body goes on after the object; allowed: one object");
      }
      return encodable(message);
    } catch (JsonException e) {
      throw malformed("the body is not JSON: " + e.getMessage());
    }
  }

  private static String message(JsonParser parser) {
    String message = null;
    while (parser.next() == Event.KEY_NAME) {
      String name = parser.getString();
      if (!name.equals("message")) {
        throw malformed("member '%s' is unknown; allowed: message".formatted(name));
      }
      if (message != null) {
        throw malformed("member 'message' is given twice; allowed: once");
      }
      require(Event.VALUE_STRING, parser.next(), "message is a JSON %s; allowed: a string");
      message = parser.getString();
    }
    return message == null ? "" : message;
  }

  private static void require(Event wanted, Event found, String problem) {
    if (found != wanted) {
      // START_ARRAY is an array, VALUE_TRUE is true.
      String kind = found.name().split("_", 2)[1].toLowerCase(Locale.ROOT);
      throw malformed(problem.formatted(kind));
    }
  }

  private static String decoded(byte[] body, Charset charset) {
    try {
      return charset.newDecoder().decode(ByteBuffer.wrap(body)).toString();
    } catch (CharacterCodingException e) {
      throw malformed("the body is not valid " + charset.name());
    }
  }

  private static String encodable(String message) {
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(message)) {
      throw malformed("message holds half a surrogate pair, which is no character");
    }
    return message;
  }

  private static ProblemException malformed(String detail) {
    return new ProblemException(Problem.malformedBody(detail));
  }
}
