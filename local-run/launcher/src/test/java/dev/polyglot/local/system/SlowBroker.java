package dev.polyglot.local.system;

import dev.polyglot.local.broker.EmbeddedBroker;
import dev.polyglot.local.run.TemporaryFolder;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A broker whose every answer takes a while, as that of one that is busy or being upgraded: a proxy
 * in front of a real one.
 */
public final class SlowBroker implements AutoCloseable {

  private final TemporaryFolder data = TemporaryFolder.create("polyglot-test-slow-broker");
  private final int backendPort = EmbeddedBroker.freePort();
  private final ServerSocket front;
  private final BrokerSystem broker;
  private final Duration delay;
  private final AtomicInteger connections = new AtomicInteger();
  private final ScheduledExecutorService later = Executors.newSingleThreadScheduledExecutor();

  private SlowBroker(Duration delay) throws IOException {
    this.delay = delay;
    this.front = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    this.broker =
        BrokerSystem.start(
            data.path(),
            Map.of(
                "listeners", "SLOW://127.0.0.1:" + backendPort,
                "advertised.listeners", "SLOW://" + bootstrapServers(),
                "listener.security.protocol.map", "SLOW:PLAINTEXT"));
    daemon(this::accept);
  }

  /** Starts a broker each of whose answers takes so long. */
  public static SlowBroker start(Duration delay) {
    try {
      return new SlowBroker(delay);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where clients find the slow broker. */
  public String bootstrapServers() {
    return "127.0.0.1:" + front.getLocalPort();
  }

  /** The broker itself, which answers at once. */
  public BrokerSystem broker() {
    return broker;
  }

  /** How many connections clients have opened so far. */
  public int connections() {
    return connections.get();
  }

  private void accept() throws IOException {
    while (!front.isClosed()) {
      Socket client = front.accept();
      connections.incrementAndGet();
      Socket backend = new Socket(InetAddress.getLoopbackAddress(), backendPort);
      client.setTcpNoDelay(true);
      backend.setTcpNoDelay(true);
      daemon(() -> copy(client, backend, Duration.ZERO));
      daemon(() -> copy(backend, client, delay));
    }
  }

  private void copy(Socket from, Socket to, Duration delay) throws IOException {
    try (from;
        to) {
      OutputStream output = to.getOutputStream();
      byte[] part = new byte[65_536];
      for (int read = from.getInputStream().read(part);
          read >= 0;
          read = from.getInputStream().read(part)) {
        byte[] copy = Arrays.copyOf(part, read);
        later.schedule(() -> write(copy, output), delay.toMillis(), TimeUnit.MILLISECONDS);
      }
    }
  }

  private static void write(byte[] part, OutputStream output) {
    try {
      output.write(part);
    } catch (IOException e) {
      // The client has gone; so has whoever would read it.
      return;
    }
  }

  private interface Transfer {
    void run() throws IOException;
  }

  private static void daemon(Transfer transfer) {
    Thread thread =
        new Thread(
            () -> {
              try {
                transfer.run();
              } catch (IOException e) {
                // One of the two ends closed the connection.
                return;
              }
            });
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() {
    later.shutdownNow();
    try (front;
        data;
        broker) {
      // Closed in this order: nobody connects, the broker is gone, its data can go.
      return;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
