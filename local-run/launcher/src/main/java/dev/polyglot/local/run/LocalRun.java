package dev.polyglot.local.run;

import dev.polyglot.local.broker.EmbeddedBroker;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * {@code mvn -Prun}: a broker and both services until Ctrl-C, with the consumer's lines on the
 * console.
 */
public final class LocalRun implements AutoCloseable {

  private static final String TOPIC = "events";
  private static final Duration TYPICAL_START = Duration.ofSeconds(20);
  private static final Duration LONGEST_START = Duration.ofMinutes(5);
  private static final Duration PROGRESS = Duration.ofSeconds(5);
  private static final int LAST_LINES = 40;

  private final RunOptions options;
  private final PrintStream screen;
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private boolean closed;

  private LocalRun(RunOptions options, PrintStream screen) {
    this.options = options;
    this.screen = screen;
  }

  /**
   * Runs until the limit or a signal; everything it started has ended when it returns.
   *
   * @param arguments the producer's jar, the consumer's jar, the folder for unpacked servers
   * @throws InterruptedException if it is interrupted while it runs
   */
  public static void main(String[] arguments) throws InterruptedException {
    RunOptions options = RunOptions.from(System.getProperties());
    options.requireFreePorts();
    Map<String, Path> jars =
        Map.of("producer", Path.of(arguments[0]), "consumer", Path.of(arguments[1]));
    LocalRun run = new LocalRun(options, System.out);
    Runtime.getRuntime().addShutdownHook(new Thread(run::close, "stop"));
    try {
      run.start(jars, Path.of(arguments[2]));
      run.await();
    } finally {
      run.close();
    }
  }

  private void start(Map<String, Path> jars, Path cache) throws InterruptedException {
    Instant begin = Instant.now();
    Path data = dataFolder();
    EmbeddedBroker broker =
        EmbeddedBroker.start(options.brokerPort(), data.resolve("kafka"), Map.of());
    started(broker::close);
    broker.declareTopics(TOPIC);
    screen.printf("broker    %s  ready after %s%n", broker.bootstrapServers(), since(begin));

    List<ServerProcess> servers = new ArrayList<>();
    for (String service : options.services()) {
      Path liberty = ServerPackage.unpacked(jars.get(service), cache);
      ServerProcess server =
          ServerProcess.start(
              liberty,
              service,
              options.portOf(service),
              environment(service, broker),
              data.resolve("liberty"),
              console(service, data));
      started(server);
      servers.add(server);
    }
    for (ServerProcess server : servers) {
      awaitReady(server, data, begin);
    }
    welcome(data);
  }

  private Path dataFolder() {
    if (options.data().isPresent()) {
      try {
        return Files.createDirectories(options.data().get());
      } catch (IOException e) {
        throw new UncheckedIOException("data.dir is " + options.data().get(), e);
      }
    }
    TemporaryFolder folder = TemporaryFolder.create("polyglot");
    started(folder);
    return folder.path();
  }

  private static Map<String, String> environment(String service, EmbeddedBroker broker) {
    return Map.of(
        "BROKERS",
        broker.bootstrapServers(),
        "TOPIC",
        TOPIC,
        "CLIENT_ID",
        service,
        "GROUP_ID",
        "consumer");
  }

  /** All lines go to a file; events and what needs attention go to the screen too. */
  private Consumer<String> console(String service, Path data) {
    PrintStream log = log(data.resolve(service + ".log"));
    return line -> {
      log.println(line);
      if (line.startsWith("Message on ")) {
        screen.println(line);
      } else if (line.startsWith("[WARNING")
          || line.startsWith("[ERROR")
          || line.startsWith("[err]")) {
        screen.println("[" + service + "] " + line);
      }
    };
  }

  /** What the server printed last, before its log goes with the temporary folder. */
  private static String lastLines(Path data, ServerProcess server) {
    try {
      List<String> lines = Files.readAllLines(data.resolve(server.name() + ".log"));
      return String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
    } catch (IOException e) {
      return "its log cannot be read: " + e;
    }
  }

  private PrintStream log(Path file) {
    try {
      PrintStream log = new PrintStream(Files.newOutputStream(file), true, StandardCharsets.UTF_8);
      started(log);
      return log;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }

  private void awaitReady(ServerProcess server, Path data, Instant begin)
      throws InterruptedException {
    Instant nextWord = begin.plus(PROGRESS);
    while (!server.isReady()) {
      if (!server.handle().isAlive()) {
        throw new IllegalStateException(
            "%s ended while it started:%n%s".formatted(server.name(), lastLines(data, server)));
      }
      Duration elapsed = Duration.between(begin, Instant.now());
      if (elapsed.compareTo(LONGEST_START) > 0) {
        throw new IllegalStateException(server.name() + " is not ready after " + since(begin));
      }
      if (Instant.now().isAfter(nextWord)) {
        screen.printf(
            "%-9s starting, %s so far, %d s is typical%n",
            server.name(), since(begin), TYPICAL_START.toSeconds());
        nextWord = Instant.now().plus(PROGRESS);
      }
      TimeUnit.MILLISECONDS.sleep(200);
    }
    screen.printf("%-9s %s  ready after %s%n", server.name(), server.uri(), since(begin));
  }

  private void welcome(Path data) {
    screen.println();
    if (options.services().contains("producer")) {
      screen.printf(
          "Try: curl -i -H 'Content-Type: application/json' -d '{\"message\": \"hello\"}' http://localhost:%d/events%n",
          options.producerPort());
    }
    screen.printf("Logs and data: %s. Ctrl-C stops everything.%n%n", data);
  }

  private void await() throws InterruptedException {
    CountDownLatch never = new CountDownLatch(1);
    if (options.limit().isPresent()) {
      never.await(options.limit().get().toSeconds(), TimeUnit.SECONDS);
    } else {
      never.await();
    }
  }

  /** Takes note of a part; one that is started while everything is stopped is stopped at once. */
  private synchronized void started(AutoCloseable part) {
    parts.push(part);
    if (closed) {
      stopAll();
      throw new IllegalStateException("stopped while starting");
    }
  }

  /** Stops what was started, the last first: no event is on its way when the broker goes. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    screen.println("stopping");
    stopAll();
    screen.println("stopped, nothing is left running");
  }

  private void stopAll() {
    while (!parts.isEmpty()) {
      try {
        parts.pop().close();
      } catch (Exception e) {
        screen.println("while stopping: " + e);
      }
    }
  }

  private static String since(Instant begin) {
    return "%.1f s".formatted(Duration.between(begin, Instant.now()).toMillis() / 1000.0);
  }
}
