package dev.polyglot.local.run;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** One Liberty server as a child process, reachable on the loopback interface only. */
public final class ServerProcess implements AutoCloseable {

  /** Liberty waits up to 30 seconds for requests in progress before it stops. */
  private static final Duration STOP_TIME = Duration.ofSeconds(40);

  private static final HttpClient HTTP =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

  private final String name;
  private final Process process;
  private final URI uri;

  private ServerProcess(String name, Process process, URI uri) {
    this.name = name;
    this.process = process;
    this.uri = uri;
  }

  /**
   * Starts a server.
   *
   * @param liberty the unpacked package, as {@link ServerPackage} gives it
   * @param name the server's name in that package
   * @param port where it listens
   * @param environment its configuration
   * @param output where it may write logs and its work area
   * @param console takes each line it prints, on a thread of its own
   */
  public static ServerProcess start(
      Path liberty,
      String name,
      int port,
      Map<String, String> environment,
      Path output,
      Consumer<String> console) {
    // In the foreground the script becomes the server: one process, which signals reach.
    ProcessBuilder builder =
        new ProcessBuilder("sh", liberty.resolve("bin/server").toString(), "run", name)
            .redirectErrorStream(true);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("WLP_OUTPUT_DIR", output.toString());
    // Half the CPU time of a start, for a lower peak that nobody needs on one machine.
    builder.environment().putIfAbsent("JVM_ARGS", "-XX:TieredStopAtLevel=1");
    builder.environment().put("HTTP_HOST", "127.0.0.1");
    builder.environment().put("HTTP_PORT", Integer.toString(port));
    builder.environment().putAll(environment);
    try {
      Process process = builder.start();
      endWithThisProcess(process);
      forward(process, console);
      return new ServerProcess(name, process, URI.create("http://127.0.0.1:" + port));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + name, e);
    }
  }

  private static void endWithThisProcess(Process process) {
    try {
      Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
    } catch (IllegalStateException e) {
      process.destroyForcibly();
      throw new IllegalStateException("stopped while starting", e);
    }
  }

  private static void forward(Process process, Consumer<String> console) {
    Thread reader =
        new Thread(
            () -> {
              try (BufferedReader lines =
                  new BufferedReader(
                      new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                lines.lines().forEach(console);
              } catch (IOException | UncheckedIOException e) {
                // The server was killed; what it printed until then has been read.
                return;
              }
            });
    reader.setDaemon(true);
    reader.start();
  }

  /** The server's name. */
  public String name() {
    return name;
  }

  /** Where the server answers, without a path. */
  public URI uri() {
    return uri;
  }

  /** The server's process. */
  public ProcessHandle handle() {
    return process.toHandle();
  }

  /** Says whether the server takes work: {@code /health/ready} answers 200. */
  public boolean isReady() {
    return answers("/health/ready");
  }

  /** Says whether the server runs, whatever it waits for: {@code /health/live} answers 200. */
  public boolean isLive() {
    return answers("/health/live");
  }

  private boolean answers(String path) {
    HttpRequest request =
        HttpRequest.newBuilder(uri.resolve(path)).timeout(Duration.ofSeconds(5)).build();
    try {
      return HTTP.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /**
   * Waits for the process to end on its own.
   *
   * @return completes with the exit status
   */
  public CompletableFuture<Integer> exit() {
    return process.onExit().thenApply(Process::exitValue);
  }

  /** Stops the server as Kubernetes does, and kills it if that takes too long. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_TIME.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
