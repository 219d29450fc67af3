package dev.polyglot.deletion.boundary;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.polyglot.deletion.control.Pulse;
import java.io.IOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Supplier;

/** Answers the probes: 200 and {@code UP}, or 503 and why it is not. */
final class HealthEndpoint implements AutoCloseable {

  static final String LIVE = "/health/live";
  static final String READY = "/health/ready";

  private final HttpServer server;

  /**
   * @param port on all addresses; 0 for any that is free
   * @throws IOException if the port is taken
   */
  HealthEndpoint(int port, Pulse pulse) throws IOException {
    server = HttpServer.create(new InetSocketAddress(port), 0);
    server.createContext(LIVE, exchange -> answer(exchange, LIVE, pulse::deadBecause));
    server.createContext(READY, exchange -> answer(exchange, READY, pulse::notReadyBecause));
    server.start();
  }

  int port() {
    return server.getAddress().getPort();
  }

  private static void answer(HttpExchange exchange, String path, Supplier<Optional<String>> problem)
      throws IOException {
    try (exchange) {
      if (!exchange.getRequestURI().getPath().equals(path)) {
        exchange.sendResponseHeaders(HttpURLConnection.HTTP_NOT_FOUND, -1);
        return;
      }
      Optional<String> found = problem.get();
      byte[] body =
          found.map("DOWN: %s\n"::formatted).orElse("UP\n").getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
      exchange.sendResponseHeaders(
          found.isPresent() ? HttpURLConnection.HTTP_UNAVAILABLE : HttpURLConnection.HTTP_OK,
          body.length);
      try (OutputStream out = exchange.getResponseBody()) {
        out.write(body);
      }
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
