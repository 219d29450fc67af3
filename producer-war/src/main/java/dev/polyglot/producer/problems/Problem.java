package dev.polyglot.producer.problems;

import jakarta.json.Json;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.Map;

/**
 * What went wrong with a request, for the program and for the person that sent it.
 *
 * @param type the kind of problem, the last part of the URN that is the RFC's {@code type}
 * @param status the HTTP status code
 * @param title the kind in words, the same for each occurrence
 * @param detail this occurrence in words: the thing, its value, what is allowed
 * @param headers the headers the answer carries beside its content type
 */
public record Problem(
    String type, int status, String title, String detail, Map<String, String> headers) {

  /** The media type of RFC 9457. */
  public static final String MEDIA_TYPE = "application/problem+json";

  private static final String TYPE_PREFIX = "urn:polyglot:problem:";
  private static final String ACCEPTED = "application/json, text/plain";

  /** The body is not what its content type promises, or not what the resource takes. */
  public static Problem malformedBody(String detail) {
    return new Problem("malformed-body", 400, "Malformed body", detail, Map.of());
  }

  /** The idempotency key cannot be used. */
  public static Problem invalidIdempotencyKey(String detail) {
    return new Problem("invalid-idempotency-key", 400, "Invalid idempotency key", detail, Map.of());
  }

  /** The body stopped before its end. */
  public static Problem bodyNotReceived() {
    return new Problem(
        "body-not-received", 408, "Body not received", "the body did not arrive whole", Map.of());
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

  /** What the container refuses on its own: an unknown path, a method that is not allowed. */
  public static Problem ofStatus(Response.StatusType status, String detail) {
    return new Problem(
        status.getReasonPhrase().toLowerCase(java.util.Locale.ROOT).replace(' ', '-'),
        status.getStatusCode(),
        status.getReasonPhrase(),
        detail,
        Map.of());
  }

  /** The answer to the request. */
  public Response toResponse() {
    Response.ResponseBuilder response =
        Response.status(status).header(HttpHeaders.CONTENT_TYPE, MEDIA_TYPE).entity(toJson());
    headers.forEach(response::header);
    return response.build();
  }

  /** The body of the answer: the members of RFC 9457. */
  public String toJson() {
    return Json.createObjectBuilder()
        .add("type", TYPE_PREFIX + type)
        .add("title", title)
        .add("status", status)
        .add("detail", detail)
        .build()
        .toString();
  }

  private static Map<String, String> retryAfter(Duration time) {
    return Map.of(HttpHeaders.RETRY_AFTER, Long.toString(Math.max(1, time.toSeconds())));
  }
}
