package dev.polyglot.local.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyglot.local.broker.EmbeddedBroker;
import dev.polyglot.local.system.OwnSystem;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@OwnSystem
class LocalRunIT {

  private final int brokerPort = EmbeddedBroker.freePort();
  private final int producerPort = EmbeddedBroker.freePort();
  private final int consumerPort = EmbeddedBroker.freePort();
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private Process process;

  @AfterEach
  void leaveNothingBehind() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  @Test
  void interruptStopsEveryProcessAndFreesEveryPort() throws Exception {
    Process run = start();
    awaitLine("Try: curl");
    List<ProcessHandle> servers = run.descendants().toList();
    assertThat(servers).hasSize(2);

    new ProcessBuilder("kill", "-INT", Long.toString(run.pid())).start().waitFor();

    assertThat(run.waitFor(90, TimeUnit.SECONDS)).isTrue();
    assertThat(servers).noneMatch(ProcessHandle::isAlive);
    awaitLine("stopped, nothing is left running");
    assertPortsAreFree();
  }

  @Test
  void interruptWhileStartingStopsEveryProcessToo() throws Exception {
    Process run = start();
    awaitLine("broker ");
    List<ProcessHandle> servers =
        Awaitility.await("a server is started")
            .atMost(Duration.ofMinutes(3))
            .until(() -> run.descendants().toList(), started -> !started.isEmpty());

    new ProcessBuilder("kill", "-INT", Long.toString(run.pid())).start().waitFor();

    assertThat(run.waitFor(90, TimeUnit.SECONDS)).isTrue();
    Awaitility.await("the servers are gone")
        .until(() -> servers.stream().noneMatch(ProcessHandle::isAlive));
    assertPortsAreFree();
  }

  private void assertPortsAreFree() throws IOException {
    for (int port : List.of(brokerPort, producerPort, consumerPort)) {
      new ServerSocket(port, 1, InetAddress.getLoopbackAddress()).close();
    }
  }

  @Test
  void stopsByItselfWhenTheSecondsAreOver() throws Exception {
    Process run = start("-Drun.services=", "-Drun.seconds=1");

    assertThat(run.waitFor(90, TimeUnit.SECONDS)).isTrue();

    assertThat(run.exitValue()).isZero();
    awaitLine("stopped, nothing is left running");
  }

  @Test
  void namesThePortThatIsTaken() throws Exception {
    try (ServerSocket taken = new ServerSocket(producerPort, 1, InetAddress.getLoopbackAddress())) {
      Process run = start();

      assertThat(run.waitFor(90, TimeUnit.SECONDS)).isTrue();
      assertThat(run.exitValue()).isNotZero();
      awaitLine(
          "producer.port is %d, where something listens already; choose another with"
                  .formatted(taken.getLocalPort())
              + " -Dproducer.port=PORT");
    }
  }

  private Process start(String... options) throws IOException {
    // A parent in the background ignores the interrupt, and its children would too.
    List<String> command = new ArrayList<>(List.of("env", "--default-signal=INT"));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Dbroker.port=" + brokerPort);
    command.add("-Dproducer.port=" + producerPort);
    command.add("-Dconsumer.port=" + consumerPort);
    command.addAll(List.of(options));
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            LocalRun.class.getName(),
            System.getProperty("producer.jar"),
            System.getProperty("consumer.jar"),
            System.getProperty("servers.directory")));
    process = new ProcessBuilder(command).redirectErrorStream(true).start();
    BufferedReader output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    Thread reader = new Thread(() -> output.lines().forEach(lines::add));
    reader.setDaemon(true);
    reader.start();
    return process;
  }

  private void awaitLine(String text) {
    Awaitility.await("a line with " + text)
        .atMost(Duration.ofMinutes(3))
        .until(() -> lines.stream().anyMatch(line -> line.contains(text)));
  }
}
