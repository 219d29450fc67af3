package dev.polyglot.local.broker;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A broker in a JVM of its own, for tests that stop, pause or kill it.
 *
 * <p>It ends when the JVM that started it ends in order.
 */
public final class BrokerProcess implements AutoCloseable {

  private static final String READY = "broker ready";

  private final Process process;
  private final int port;

  private BrokerProcess(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /**
   * Starts the broker and declares the topics; both are done when this returns.
   *
   * @param port where clients connect
   * @param data where the log is kept
   * @param topic as in {@link EmbeddedBroker#declareTopics}
   * @param properties as in {@link EmbeddedBroker#start}
   * @throws IllegalStateException if the broker does not become ready; its output is the message
   */
  public static BrokerProcess start(
      int port, Path data, String topic, Map<String, String> properties) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                // As the services here: half the CPU time of a start, for a lower peak.
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                BrokerProcess.class.getName(),
                Integer.toString(port),
                data.toString(),
                topic));
    properties.forEach((name, value) -> command.add(name + "=" + value));
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
      awaitReady(process);
      return new BrokerProcess(process, port);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void awaitReady(Process process) throws IOException {
    BufferedReader output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    List<String> lines = new ArrayList<>();
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      if (line.equals(READY)) {
        drain(output);
        return;
      }
      lines.add(line);
    }
    throw new IllegalStateException("the broker ended early:\n" + String.join("\n", lines));
  }

  private static void drain(BufferedReader output) {
    Thread drain =
        new Thread(() -> output.lines().forEach(line -> System.out.println("[broker] " + line)));
    drain.setDaemon(true);
    drain.start();
  }

  /** Where clients connect. */
  public String bootstrapServers() {
    return "127.0.0.1:" + port;
  }

  /** The broker's process id, for signals. */
  public long pid() {
    return process.pid();
  }

  /** Kills the broker and waits until it is gone; a paused one too. */
  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Runs a broker until the process is told to end.
   *
   * @param arguments port, data folder, topic, then broker properties as {@code name=value}
   * @throws IOException if the data folder cannot be made
   */
  public static void main(String[] arguments) throws IOException {
    Path data = Files.createDirectories(Path.of(arguments[1]));
    Map<String, String> properties = new HashMap<>();
    for (String argument : List.of(arguments).subList(3, arguments.length)) {
      String[] pair = argument.split("=", 2);
      properties.put(pair[0], pair[1]);
    }
    EmbeddedBroker broker = EmbeddedBroker.start(Integer.parseInt(arguments[0]), data, properties);
    Runtime.getRuntime().addShutdownHook(new Thread(broker::close));
    broker.declareTopics(arguments[2]);
    System.out.println(READY);
    broker.awaitShutdown();
  }
}
