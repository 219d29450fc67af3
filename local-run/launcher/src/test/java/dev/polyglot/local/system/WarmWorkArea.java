package dev.polyglot.local.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * What Liberty's first start leaves in its work area: the features it resolved and the bundles it
 * found, a third of a start's processor time. The first start of each service is made once, and
 * every server begins with a copy of what that left; LocalRunIT starts from nothing.
 */
final class WarmWorkArea {

  /** Enough to start with: no broker needs to be there. */
  private static final Map<String, String> ENVIRONMENT =
      Map.of("BROKERS", "127.0.0.1:1", "TOPIC", "events", "CLIENT_ID", "warm", "GROUP_ID", "warm");

  private static final Map<String, Path> WARM = new ConcurrentHashMap<>();

  private WarmWorkArea() {}

  /**
   * Puts a warm work area where a server will look for its own.
   *
   * @param name the service
   * @param output the output folder of its server, which is about to start
   */
  static void copyTo(String name, Path output) {
    copy(WARM.computeIfAbsent(name, WarmWorkArea::ofAFirstStart), in(output, name));
  }

  private static Path ofAFirstStart(String name) {
    ServiceSystem first = new ServiceSystem(name, ENVIRONMENT, (service, output) -> {});
    Runtime.getRuntime().addShutdownHook(new Thread(first::close));
    first.awaitLive();
    first.terminate();
    return in(first.output(), name);
  }

  private static Path in(Path output, String name) {
    return output.resolve(name).resolve("workarea");
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
