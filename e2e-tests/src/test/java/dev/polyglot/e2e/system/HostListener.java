package dev.polyglot.e2e.system;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A web server of the machine that the sandbox is on, outside of it: whatever leaves the sandbox
 * can reach it. It says yes to everything and remembers what it was asked for.
 */
public final class HostListener implements AutoCloseable {

  private static final byte[] ANSWER = "yes".getBytes(StandardCharsets.UTF_8);

  private final HttpServer server;
  private final Queue<String> asked = new ConcurrentLinkedQueue<>();

  /** Listens on a free port, at every address of the machine. */
  public HostListener() {
    try {
      server = HttpServer.create(new InetSocketAddress("0.0.0.0", 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::answer);
    server.start();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      asked.add(exchange.getRequestURI().getPath());
      exchange.sendResponseHeaders(200, ANSWER.length);
      exchange.getResponseBody().write(ANSWER);
    }
  }

  /** The machine's own addresses (IPv4, as all in the sandbox) that others than itself may use. */
  public static List<String> addresses() {
    try {
      return NetworkInterface.networkInterfaces()
          .filter(HostListener::isUp)
          .flatMap(NetworkInterface::inetAddresses)
          .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
          .map(InetAddress::getHostAddress)
          .distinct()
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isUp(NetworkInterface card) {
    try {
      return card.isUp();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where a path is found under one of the machine's addresses. */
  public String url(String address, String path) {
    return "http://" + address + ":" + server.getAddress().getPort() + path;
  }

  /** The paths that were asked for, by whomever. */
  public List<String> asked() {
    return List.copyOf(asked);
  }

  /** Asks it from here. */
  public void get(String url) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(10)).build();
    HttpClient http = HttpClient.newBuilder().proxy(HttpClient.Builder.NO_PROXY).build();
    try {
      http.send(request, HttpResponse.BodyHandlers.discarding());
    } catch (IOException e) {
      throw new AssertionError("no answer from " + url, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
