package dev.polyglot.local.system;

import dev.polyglot.local.broker.EmbeddedBroker;
import dev.polyglot.local.run.ServerProcess;
import dev.polyglot.local.run.TemporaryFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * What Liberty's first start leaves in its work area: the features it resolved and the bundles it
 * found, a third of a start's processor time. The first start of each package is made once, and
 * every server begins with a copy of what that left; LocalRunIT starts from nothing.
 */
final class WarmWorkArea {

  private static final String FOLDER = "workarea";

  private static final Duration START_TIME = Duration.ofMinutes(3);

  /** Enough to start with: no broker needs to be there. */
  private static final Map<String, String> ENVIRONMENT =
      Map.of("BROKERS", "127.0.0.1:1", "TOPIC", "events", "CLIENT_ID", "warm", "GROUP_ID", "warm");

  private static final Map<String, Path> WARM = new ConcurrentHashMap<>();

  private WarmWorkArea() {}

  /**
   * Puts a warm work area where a server will look for its own.
   *
   * @param liberty the unpacked package
   * @param name the server's name in that package
   * @param output the output folder of the server that is about to start
   */
  static void copyTo(Path liberty, String name, Path output) {
    Path warm = WARM.computeIfAbsent(name, first -> start(liberty, first));
    copy(warm, output.resolve(name).resolve(FOLDER));
  }

  private static Path start(Path liberty, String name) {
    TemporaryFolder output = TemporaryFolder.create("polyglot-test-warm-" + name);
    Runtime.getRuntime().addShutdownHook(new Thread(output::close));
    Queue<String> lines = new ConcurrentLinkedQueue<>();
    try (ServerProcess server =
        ServerProcess.start(
            liberty, name, EmbeddedBroker.freePort(), ENVIRONMENT, output.path(), lines::add)) {
      Awaitility.await("the first start of " + name)
          .atMost(START_TIME)
          .failFast(() -> !server.handle().isAlive())
          .until(server::isLive);
    } catch (RuntimeException e) {
      throw new IllegalStateException(name + " printed:\n" + String.join("\n", lines), e);
    }
    return output.path().resolve(name).resolve(FOLDER);
  }

  private static void copy(Path from, Path to) {
    try (Stream<Path> files = Files.walk(from)) {
      Files.createDirectories(to.getParent());
      for (Path file : (Iterable<Path>) files::iterator) {
        // Liberty compares the time of a file with the one that it remembers.
        Files.copy(
            file, to.resolve(from.relativize(file).toString()), StandardCopyOption.COPY_ATTRIBUTES);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot copy " + from + " to " + to, e);
    }
  }
}
