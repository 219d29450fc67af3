package dev.polyglot.testing;

import dev.polyglot.local.broker.EmbeddedBroker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/** Starts a broker before Arquillian starts the server; only where the build reserved a port. */
public final class BrokerForTheSession implements LauncherSessionListener {

  private EmbeddedBroker broker;

  @Override
  public void launcherSessionOpened(LauncherSession session) {
    Integer port = Integer.getInteger("it.broker.port");
    if (port != null) {
      broker = EmbeddedBroker.start(port, folder(), Map.of());
      broker.declareTopics("events");
    }
  }

  private static Path folder() {
    try {
      return Files.createTempDirectory(Path.of("target"), "kafka-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void launcherSessionClosed(LauncherSession session) {
    if (broker != null) {
      broker.close();
    }
  }
}
