package dev.polyglot.local.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/**
 * One broker and controller on 127.0.0.1 that behaves as the declared clusters do: a topic nobody
 * declared does not exist.
 */
public final class EmbeddedBroker implements AutoCloseable {

  /**
   * Below the ports that Linux gives to outgoing connections, one of which would otherwise take a
   * port before its server listens.
   */
  private static final int FIRST_PORT = 20_000;

  private static final int PORTS = 10_000;

  private static final AtomicInteger NEXT_PORT =
      new AtomicInteger(ThreadLocalRandom.current().nextInt(PORTS));

  /** Room for a dead letter: the largest record a topic takes by default, and its new headers. */
  private static final String DEAD_LETTER_BYTES = Integer.toString(2 * 1024 * 1024);

  private final KafkaRaftServer server;
  private final int port;

  private EmbeddedBroker(KafkaRaftServer server, int port) {
    this.server = server;
    this.port = port;
  }

  /**
   * Starts a broker; it takes requests when this returns.
   *
   * @param port where clients connect, without encryption
   * @param data where the log is kept; a folder that a broker used before is taken up again
   * @param properties broker properties that replace the ones for one machine; listeners, their
   *     addresses and protocols are added to those of the plain one
   * @throws IllegalStateException if the broker does not start
   */
  public static EmbeddedBroker start(int port, Path data, Map<String, String> properties) {
    try {
      format(data);
      Map<String, String> all = singleMachine(port, freePort(), data);
      properties.forEach(
          (name, value) ->
              all.merge(
                  name,
                  value,
                  name.contains("listener") ? EmbeddedBroker::added : EmbeddedBroker::replaced));
      KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(all), Time.SYSTEM);
      server.startup();
      return new EmbeddedBroker(server, port);
    } catch (Exception e) {
      throw new IllegalStateException(
          "the broker did not start on port %d with data in %s".formatted(port, data), e);
    }
  }

  /**
   * A port that was free a moment ago, and that this process gives to nobody else for a long time.
   */
  public static int freePort() {
    for (int tries = 0; tries < PORTS; tries++) {
      int port = FIRST_PORT + Math.floorMod(NEXT_PORT.getAndIncrement(), PORTS);
      if (isFree(port)) {
        return port;
      }
    }
    throw new IllegalStateException(
        "no port from %d to %d is free".formatted(FIRST_PORT, FIRST_PORT + PORTS - 1));
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (BindException e) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where clients connect. */
  public String bootstrapServers() {
    return "127.0.0.1:" + port;
  }

  /**
   * Declares what the services need: a topic of three partitions and its dead-letter topic. Topics
   * that are there already stay as they are.
   *
   * @param topic the name; the dead letters' is the same with {@code .dlq}
   */
  public void declareTopics(String topic) {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers()))) {
      Set<String> present = admin.listTopics().names().get();
      List<NewTopic> missing =
          List.of(
                  new NewTopic(topic, 3, (short) 1),
                  new NewTopic(topic + ".dlq", 1, (short) 1)
                      .configs(Map.of(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, DEAD_LETTER_BYTES)))
              .stream()
              .filter(wanted -> !present.contains(wanted.name()))
              .toList();
      admin.createTopics(missing).all().get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("stopped while declaring topic " + topic, e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("cannot declare topic " + topic, e.getCause());
    }
  }

  /** Stops the broker and waits until it has stopped. */
  @Override
  public void close() {
    server.shutdown();
    server.awaitShutdown();
  }

  void awaitShutdown() {
    server.awaitShutdown();
  }

  private static String added(String before, String more) {
    return before + "," + more;
  }

  private static String replaced(String before, String other) {
    return other;
  }

  private static void format(Path data) throws Exception {
    Formatter formatter = new Formatter();
    formatter.setClusterId(Uuid.randomUuid().toString());
    formatter.setNodeId(1);
    formatter.setIgnoreFormatted(true);
    formatter.setControllerListenerName("CONTROLLER");
    formatter.setMetadataLogDirectory(data.toString());
    formatter.addDirectory(data.toString());
    formatter.setPrintStream(new java.io.PrintStream(java.io.OutputStream.nullOutputStream()));
    formatter.run();
  }

  private static Map<String, String> singleMachine(int port, int controllerPort, Path data) {
    Map<String, String> properties = new HashMap<>();
    properties.put("process.roles", "broker,controller");
    properties.put("node.id", "1");
    properties.put("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
    properties.put(
        "listeners",
        "PLAINTEXT://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d".formatted(port, controllerPort));
    properties.put("advertised.listeners", "PLAINTEXT://127.0.0.1:" + port);
    properties.put("controller.listener.names", "CONTROLLER");
    properties.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    properties.put("log.dirs", data.toString());
    properties.put("auto.create.topics.enable", "false");
    properties.put("offsets.topic.replication.factor", "1");
    properties.put("offsets.topic.num.partitions", "1");
    properties.put("transaction.state.log.replication.factor", "1");
    properties.put("transaction.state.log.min.isr", "1");
    properties.put("share.coordinator.state.topic.replication.factor", "1");
    properties.put("share.coordinator.state.topic.min.isr", "1");
    properties.put("group.initial.rebalance.delay.ms", "0");
    return properties;
  }
}
