package dev.polyglot.producer.events.boundary;

import dev.polyglot.producer.events.control.Outbox;
import dev.polyglot.producer.events.control.OverloadedException;
import dev.polyglot.producer.events.entity.Event;
import dev.polyglot.producer.events.entity.Receipt;
import dev.polyglot.producer.problems.Problem;
import dev.polyglot.producer.problems.ProblemException;
import dev.polyglot.producer.settings.ProducerSettings;
import jakarta.inject.Inject;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;

/**
 * {@code POST /events}: one event for each request, answered when all in-sync replicas have it, or
 * with a problem by the deadline.
 *
 * <p>The contract is {@code openapi.yaml}. No thread waits for the brokers. The acknowledgement
 * does not write the answer: it asks the container to dispatch the request again, which the
 * container does only after the thread that read the request has left it. The dispatched request is
 * then answered as any other, by one thread.
 */
@WebServlet(urlPatterns = EventsServlet.PATH, asyncSupported = true)
public class EventsServlet extends HttpServlet {

  static final String PATH = "/events";

  private static final long serialVersionUID = 1L;
  private static final String ALLOWED = "POST, OPTIONS";
  private static final String PENDING = Pending.class.getName();

  @Inject transient ProducerSettings settings;
  @Inject transient Outbox<ProducerRecord<String, byte[]>> outbox;

  private transient EventReader reader;

  /** An event on its way, and what becomes of it: nothing, or a problem. */
  private record Pending(Event event, CompletableFuture<Optional<Problem>> outcome) {}

  @Override
  public void init() {
    reader = new EventReader(settings.maxBodyBytes(), Clock.systemUTC());
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (request.getDispatcherType() == DispatcherType.ASYNC) {
      answer((Pending) request.getAttribute(PENDING), response);
      return;
    }
    switch (request.getMethod()) {
      case "POST" -> post(request, response);
      case "OPTIONS" -> response.setHeader("Allow", ALLOWED);
      default -> Problem.methodNotAllowed(PATH, ALLOWED).writeTo(response);
    }
  }

  private void post(HttpServletRequest request, HttpServletResponse response) throws IOException {
    Pending pending;
    try {
      pending = send(reader.read(request));
    } catch (ProblemException e) {
      e.problem().writeTo(response);
      return;
    }
    if (pending.outcome().isDone()) {
      answer(pending, response);
      return;
    }
    request.setAttribute(PENDING, pending);
    AsyncContext exchange = request.startAsync(UpgradedRequest.of(request), response);
    // The outbox keeps the deadline.
    exchange.setTimeout(0);
    // To a path that we choose: the caller's query has no part in it.
    pending.outcome().thenRun(() -> exchange.dispatch(PATH));
  }

  private Pending send(Event event) {
    CompletableFuture<Optional<Problem>> outcome =
        outbox
            .send(event.toRecord(settings.topic()))
            .handle((nothing, thrown) -> Optional.ofNullable(thrown).map(this::problem))
            .toCompletableFuture();
    return new Pending(event, outcome);
  }

  private Problem problem(Throwable thrown) {
    Throwable cause = thrown instanceof CompletionException ? thrown.getCause() : thrown;
    if (cause instanceof OverloadedException) {
      return Problem.overloaded(cause.getMessage());
    }
    if (cause instanceof RecordTooLargeException) {
      return Problem.bodyTooLarge(settings.maxBodyBytes());
    }
    return Problem.notAcknowledged(settings.ackDeadline());
  }

  private void answer(Pending pending, HttpServletResponse response) throws IOException {
    Optional<Problem> problem = pending.outcome().join();
    if (problem.isPresent()) {
      problem.get().writeTo(response);
      return;
    }
    Receipt receipt = Receipt.of(pending.event(), settings.topic());
    byte[] body = receipt.toJson().getBytes(StandardCharsets.UTF_8);
    response.setStatus(HttpServletResponse.SC_CREATED);
    response.setHeader("Location", receipt.location().toString());
    response.setContentType("application/json");
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }
}
