package dev.polyglot.producer.events.boundary;

import dev.polyglot.producer.events.control.MessageReader;
import dev.polyglot.producer.events.entity.Event;
import dev.polyglot.producer.events.entity.EventId;
import dev.polyglot.producer.problems.Problem;
import dev.polyglot.producer.problems.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.List;

/** Reads the event that a request asks for, whole and as it was sent, or says what is wrong. */
final class EventReader {

  private static final String IDEMPOTENCY_KEY = "Idempotency-Key";

  private final int maxBodyBytes;
  private final Clock clock;

  EventReader(int maxBodyBytes, Clock clock) {
    this.maxBodyBytes = maxBodyBytes;
    this.clock = clock;
  }

  /**
   * Reads a request to its end.
   *
   * @throws ProblemException if the request is no event, or did not arrive whole
   */
  Event read(HttpServletRequest request) {
    refuseEncoded(values(request, "Content-Encoding"));
    byte[] body = body(request);
    String message =
        body.length == 0 ? "" : MessageReader.read(values(request, "Content-Type"), body);
    return new Event(
        id(values(request, IDEMPOTENCY_KEY)),
        clock.instant().truncatedTo(ChronoUnit.MILLIS),
        message);
  }

  /** Refuses a compressed body: its size is not bounded until it is decompressed. */
  private static void refuseEncoded(List<String> codings) {
    for (String coding : codings) {
      if (!coding.strip().equalsIgnoreCase("identity")) {
        throw new ProblemException(Problem.unsupportedContentEncoding(coding));
      }
    }
  }

  private byte[] body(HttpServletRequest request) {
    long length = request.getContentLengthLong();
    if (length > maxBodyBytes) {
      throw new ProblemException(Problem.bodyTooLarge(maxBodyBytes));
    }
    byte[] body = received(request);
    if (body.length > maxBodyBytes) {
      throw new ProblemException(Problem.bodyTooLarge(maxBodyBytes));
    }
    if (length >= 0 && body.length != length) {
      throw new ProblemException(Problem.bodyNotReceived());
    }
    return body;
  }

  private byte[] received(HttpServletRequest request) {
    try {
      return request.getInputStream().readNBytes(maxBodyBytes + 1);
    } catch (InterruptedIOException e) {
      throw new ProblemException(Problem.bodyNotReceived());
    } catch (IOException e) {
      throw new ProblemException(Problem.malformedRequest("the body cannot be read"));
    }
  }

  private static EventId id(List<String> keys) {
    if (keys.isEmpty()) {
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

  private static List<String> values(HttpServletRequest request, String header) {
    return Collections.list(request.getHeaders(header));
  }
}
