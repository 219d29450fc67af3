package dev.polyglot.local.system;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.polyglot.local.broker.EmbeddedBroker;
import dev.polyglot.local.run.ServerPackage;
import dev.polyglot.local.run.ServerProcess;
import dev.polyglot.local.run.TemporaryFolder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** One of the services, as it is shipped: its runnable jar in a process of its own. */
public class ServiceSystem implements AutoCloseable {

  /** The longest a server may take to be ready on a machine that is busy. */
  private static final Duration START_TIME = Duration.ofMinutes(3);

  static final ObjectMapper JSON = new ObjectMapper();

  /** As most callers do it; over HTTP/2 one connection would carry all, and limit, the requests. */
  static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final String name;
  private final Map<String, String> environment;
  private final int port = EmbeddedBroker.freePort();
  private final TemporaryFolder output = TemporaryFolder.create("polyglot-test");
  private final List<String> lines = Collections.synchronizedList(new ArrayList<>());
  private ServerProcess process;

  /** Starts the service; it is not ready yet when this returns. */
  public ServiceSystem(String name, Map<String, String> environment) {
    this(name, environment, WarmWorkArea::copyTo);
  }

  /** The same, with something done to the service's output folder first. */
  ServiceSystem(
      String name, Map<String, String> environment, BiConsumer<String, Path> preparation) {
    this.name = name;
    this.environment = environment;
    preparation.accept(name, output.path());
    launch();
  }

  private void launch() {
    Path liberty =
        ServerPackage.unpacked(
            Path.of(System.getProperty(name + ".jar")),
            Path.of(System.getProperty("servers.directory")));
    process = ServerProcess.start(liberty, name, port, environment, output.path(), lines::add);
  }

  /** Waits until the service takes work. */
  public void awaitReady() {
    await("ready", process::isReady);
  }

  /** Waits until the service runs, whatever becomes of Kafka. */
  public void awaitLive() {
    await("live", process::isLive);
  }

  private void await(String state, Callable<Boolean> reached) {
    await(
        Awaitility.await(name + " is " + state).failFast(() -> !process.handle().isAlive()),
        reached);
  }

  private void await(ConditionFactory condition, Callable<Boolean> reached) {
    try {
      condition.atMost(START_TIME).until(reached);
    } catch (RuntimeException e) {
      throw new IllegalStateException(name + " printed:\n" + String.join("\n", lines()), e);
    }
  }

  /** Waits until the service ends on its own; gives its exit status. */
  public int awaitExit() {
    // One future: each that is asked for becomes done a moment after it is made.
    CompletableFuture<Integer> exit = process.exit();
    await(Awaitility.await(name + " ends"), exit::isDone);
    return exit.join();
  }

  /** Ends the service as a power cut would. */
  public void kill() {
    process.handle().destroyForcibly();
    Awaitility.await(name + " is gone").until(() -> !process.handle().isAlive());
  }

  /** Ends the service as Kubernetes does, by SIGTERM, and waits until it has ended. */
  public void terminate() {
    process.handle().destroy();
    Awaitility.await(name + " ends")
        .atMost(Duration.ofSeconds(60))
        .until(() -> !process.handle().isAlive());
  }

  /** Starts the service again, with the same configuration. */
  public void startAgain() {
    launch();
    awaitReady();
  }

  public ProcessHandle handle() {
    return process.handle();
  }

  /** Where the service may write; what it has there goes when it is closed. */
  Path output() {
    return output.path();
  }

  /** The command that the service runs as, with all its options. */
  public List<String> commandLine() {
    return List.of(process.handle().info().arguments().orElseThrow());
  }

  /** What the service printed so far. */
  public List<String> lines() {
    synchronized (lines) {
      return List.copyOf(lines);
    }
  }

  public HttpResponse<String> get(String path) {
    return request("GET", path);
  }

  /** Sends a request without a body. */
  public HttpResponse<String> request(String method, String path) {
    return send(requestTo(path).method(method, HttpRequest.BodyPublishers.noBody()).build());
  }

  /** Sends a request's head as it is, which a client would not; gives what comes back. */
  public String raw(String... head) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(30_000);
      String text =
          String.join("\r\n", head) + "\r\nHost: localhost\r\nConnection: close\r\n\r\n{}";
      socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Sends bytes as they are and no more; gives all that comes back until the service closes. A
   * service that closes of its own accord reads for some seconds what may still come.
   */
  public String raw(byte[] request) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(30_000);
      socket.getOutputStream().write(request);
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Where the service listens on this machine. */
  public int port() {
    return port;
  }

  HttpRequest.Builder requestTo(String path) {
    return HttpRequest.newBuilder(process.uri().resolve(path)).timeout(Duration.ofSeconds(60));
  }

  static HttpResponse<String> send(HttpRequest request) {
    return send(HTTP, request);
  }

  static HttpResponse<String> send(HttpClient client, HttpRequest request) {
    try {
      return client.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Reads an answer's body. */
  public static JsonNode json(HttpResponse<String> answer) {
    try {
      return JSON.readTree(answer.body());
    } catch (JsonProcessingException e) {
      throw new AssertionError("not JSON: " + answer.body(), e);
    }
  }

  /** UP or DOWN, as a health answer says of one of its checks. */
  public static String checkStatus(HttpResponse<String> answer, String check) {
    return check(answer, check).get("status").asText();
  }

  /** What a health answer says of one of its checks. */
  public static JsonNode check(HttpResponse<String> answer, String name) {
    for (JsonNode check : json(answer).get("checks")) {
      if (check.get("name").asText().equals(name)) {
        return check;
      }
    }
    throw new AssertionError("no check " + name + " in " + answer.body());
  }

  @Override
  public void close() {
    process.close();
    output.close();
  }
}
