package dev.polyglot.producer.events.boundary;

import dev.polyglot.producer.events.control.MessageReader;
import dev.polyglot.producer.events.control.Outbox;
import dev.polyglot.producer.events.control.OverloadedException;
import dev.polyglot.producer.events.entity.Event;
import dev.polyglot.producer.events.entity.EventId;
import dev.polyglot.producer.events.entity.Receipt;
import dev.polyglot.producer.problems.Problem;
import dev.polyglot.producer.problems.ProblemException;
import dev.polyglot.producer.settings.ProducerSettings;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;

/**
 * {@code POST /events}: one event for each request, answered when all in-sync replicas have it.
 *
 * <p>The contract is {@code openapi.yaml}. No thread waits for the brokers.
 */
@Path("/events")
@ApplicationScoped
public class EventsResource {

  private static final String IDEMPOTENCY_KEY = "Idempotency-Key";

  @Inject ProducerSettings settings;
  @Inject Outbox<ProducerRecord<String, byte[]>> outbox;
  @Resource ManagedExecutorService executor;

  private final Clock clock = Clock.systemUTC();

  /**
   * Emits one event.
   *
   * @param headers the request's headers
   * @param body the request's body, may be empty
   * @return 201 with the event's id, or a problem; never later than the deadline
   */
  @POST
  public CompletionStage<Response> post(@Context HttpHeaders headers, InputStream body) {
    String message =
        message(
            headers.getMediaType(),
            read(headers.getHeaderString(HttpHeaders.CONTENT_LENGTH), body));
    Event event =
        new Event(
            id(headers.getRequestHeader(IDEMPOTENCY_KEY)),
            clock.instant().truncatedTo(ChronoUnit.MILLIS),
            message);
    return outbox
        .send(event.toRecord(settings.topic()))
        // Not on the thread that acknowledges: it is the Kafka client's, or a timer.
        .handleAsync(
            (nothing, problem) -> problem == null ? created(event) : refused(problem), executor);
  }

  private byte[] read(String length, InputStream body) {
    int limit = settings.maxBodyBytes();
    // The container takes digits only; a length of more than 18 of them is no long, and too large.
    if (length != null && (length.length() > 18 || Long.parseLong(length) > limit)) {
      throw new ProblemException(Problem.bodyTooLarge(limit));
    }
    try {
      byte[] bytes = body.readNBytes(limit + 1);
      if (bytes.length > limit) {
        throw new ProblemException(Problem.bodyTooLarge(limit));
      }
      return bytes;
    } catch (IOException e) {
      throw new ProblemException(Problem.bodyNotReceived());
    }
  }

  private static String message(MediaType type, byte[] body) {
    if (body.length == 0) {
      return "";
    }
    if (type == null) {
      throw new ProblemException(Problem.unsupportedMediaType("not given"));
    }
    if (MediaType.APPLICATION_JSON_TYPE.isCompatible(type) && !type.isWildcardType()) {
      return MessageReader.json(body);
    }
    if (MediaType.TEXT_PLAIN_TYPE.isCompatible(type) && !type.isWildcardType()) {
      return MessageReader.text(body, charset(type));
    }
    throw new ProblemException(Problem.unsupportedMediaType(type.toString()));
  }

  private static Charset charset(MediaType type) {
    String name = type.getParameters().get(MediaType.CHARSET_PARAMETER);
    try {
      return name == null ? StandardCharsets.UTF_8 : Charset.forName(name);
    } catch (IllegalArgumentException e) {
      throw new ProblemException(Problem.unsupportedMediaType(type.toString()));
    }
  }

  private static EventId id(List<String> keys) {
    if (keys == null || keys.isEmpty()) {
      return EventId.random();
    }
    if (keys.size() > 1) {
      throw new ProblemException(
          Problem.invalidIdempotencyKey(
              "Idempotency-Key is given %d times; allowed: once".formatted(keys.size())));
    }
    try {
      return EventId.of(keys.get(0));
    } catch (IllegalArgumentException e) {
      throw new ProblemException(Problem.invalidIdempotencyKey(e.getMessage()));
    }
  }

  private Response created(Event event) {
    Receipt receipt = Receipt.of(event, settings.topic());
    return Response.created(receipt.location())
        .type(MediaType.APPLICATION_JSON_TYPE)
        .entity(receipt.toJson())
        .build();
  }

  private Response refused(Throwable thrown) {
    Throwable cause = thrown instanceof CompletionException ? thrown.getCause() : thrown;
    if (cause instanceof OverloadedException) {
      return Problem.overloaded(cause.getMessage()).toResponse();
    }
    if (cause instanceof RecordTooLargeException) {
      return Problem.bodyTooLarge(settings.maxBodyBytes()).toResponse();
    }
    return Problem.notAcknowledged(settings.ackDeadline()).toResponse();
  }
}
