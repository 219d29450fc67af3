package dev.polyglot.producer.problems;

import jakarta.json.Json;
import jakarta.json.JsonBuilderFactory;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/**
 * What went wrong with a request, for the program and for the person that sent it.
 *
 * @param type the kind of problem, the last part of the URN that is the RFC's {@code type}
 * @param status the HTTP status code
 * @param title the kind in words, the same for each occurrence
 * @param detail this occurrence in words: the thing, its value, what is allowed
 * @param headers the headers the answer carries in addition to its content type
 */
public record Problem(
    String type, int status, String title, String detail, Map<String, String> headers) {

  /** The media type of RFC 9457. */
  public static final String MEDIA_TYPE = "application/problem+json";

  private static final String TYPE_PREFIX = "urn:polyglot:problem:";
  private static final String ACCEPTED = "application/json, text/plain";

  private static final Map<String, String> LAST = Map.of("Connection", "close");

  /** Made once: each use of {@link Json} looks its provider up again. */
  private static final JsonBuilderFactory JSON = Json.createBuilderFactory(Map.of());

  /** The request breaks the rules of HTTP; as it is not certain where it ends, it is the last. */
  public static Problem malformedRequest(String detail) {
    return new Problem("malformed-request", 400, "Malformed request", detail, LAST);
  }

  /** The body is not what its content type promises, or not what the resource takes. */
  public static Problem malformedBody(String detail) {
    return new Problem("malformed-body", 400, "Malformed body", detail, Map.of());
  }

  /** The idempotency key cannot be used. */
  public static Problem invalidIdempotencyKey(String detail) {
    return new Problem("invalid-idempotency-key", 400, "Invalid idempotency key", detail, Map.of());
  }

  /** The body stopped before its end; the request is the last of its connection. */
  public static Problem bodyNotReceived() {
    return new Problem(
        "body-not-received", 408, "Body not received", "the body did not arrive whole", LAST);
  }

  /** The body is larger than the limit. */
  public static Problem bodyTooLarge(int limit) {
    return new Problem(
        "body-too-large",
        413,
        "Body too large",
        "the body has more than the %d bytes allowed".formatted(limit),
        Map.of());
  }

  /** The content type is none the resource takes. */
  public static Problem unsupportedMediaType(String type) {
    return new Problem(
        "unsupported-media-type",
        415,
        "Unsupported media type",
        "the content type is %s; allowed: %s".formatted(type, ACCEPTED),
        Map.of("Accept-Post", ACCEPTED));
  }

  /** The body is compressed, or encoded in another way. */
  public static Problem unsupportedContentEncoding(String coding) {
    return new Problem(
        "unsupported-content-encoding",
        415,
        "Unsupported content encoding",
        "the content encoding is %s; allowed: identity".formatted(coding),
        Map.of("Accept-Encoding", "identity"));
  }

  /** Nothing is served at the path. */
  public static Problem notFound(String path) {
    return new Problem(
        "not-found",
        404,
        "Not found",
        "nothing is at %s; events are posted to /events".formatted(path),
        Map.of());
  }

  /**
   * The path does not take the method.
   *
   * @param path the path
   * @param allowed the methods it takes, with commas between
   */
  public static Problem methodNotAllowed(String path, String allowed) {
    return new Problem(
        "method-not-allowed",
        405,
        "Method not allowed",
        "%s takes %s".formatted(path, allowed),
        Map.of("Allow", allowed));
  }

  /** Something that nobody expected. */
  public static Problem internalServerError() {
    return new Problem(
        "internal-server-error", 500, "Internal server error", "see the producer's log", Map.of());
  }

  /** Too many events wait for the brokers; the request was not taken. */
  public static Problem overloaded(String detail) {
    return new Problem("overloaded", 503, "Overloaded", detail, retryAfter(Duration.ofSeconds(1)));
  }

  /** The brokers did not acknowledge in time; the event may or may not be in the topic. */
  public static Problem notAcknowledged(Duration deadline) {
    return new Problem(
        "not-acknowledged",
        503,
        "Not acknowledged",
        "the brokers did not acknowledge the event within %d ms; retry with the same Idempotency-Key to have it once"
            .formatted(deadline.toMillis()),
        retryAfter(deadline));
  }

  /** Answers a request with the problem. */
  public void writeTo(HttpServletResponse response) throws IOException {
    byte[] body = toJson().getBytes(StandardCharsets.UTF_8);
    response.setStatus(status);
    headers.forEach(response::setHeader);
    response.setContentType(MEDIA_TYPE);
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }

  /** The body of the answer: the members of RFC 9457. */
  public String toJson() {
    return JSON.createObjectBuilder()
        .add("type", TYPE_PREFIX + type)
        .add("title", title)
        .add("status", status)
        .add("detail", detail)
        .build()
        .toString();
  }

  private static Map<String, String> retryAfter(Duration time) {
    return Map.of("Retry-After", Long.toString(Math.max(1, time.toSeconds())));
  }
}
