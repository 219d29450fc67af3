package dev.polyglot.e2e.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/** How long each kind took: the slowest resource of it, seen to the second. */
public final class KindTimes {

  private static final String ALL = "all at once";

  private final Map<String, Duration> created = new TreeMap<>();
  private final Map<String, Duration> changed = new TreeMap<>();
  private final Map<String, Duration> deleted = new TreeMap<>();
  private final Map<String, Integer> counts = new TreeMap<>();

  void created(String kind, Duration time) {
    counts.merge(kind, 1, Integer::sum);
    slowest(created, kind, time);
  }

  void changed(String kind, Duration time) {
    slowest(changed, kind, time);
  }

  void deleted(String kind, Duration time) {
    slowest(deleted, kind, time);
  }

  void allCreated(Duration time) {
    counts.put(ALL, counts.values().stream().mapToInt(Integer::intValue).sum());
    created.put(ALL, time);
  }

  void allChanged(Duration time) {
    changed.put(ALL, time);
  }

  void allDeleted(Duration time) {
    deleted.put(ALL, time);
  }

  private static void slowest(Map<String, Duration> times, String kind, Duration time) {
    times.merge(kind, time, (one, other) -> one.compareTo(other) < 0 ? other : one);
  }

  /** A table in Markdown, a row for each kind. */
  public String table(double timeScale) {
    StringBuilder table = new StringBuilder();
    table.append(
        "Seconds until Ready and Synced, until a change showed, and until gone after all were"
            + " deleted in one go;\nthe slowest of each kind. One second is %s seconds of AWS.%n%n"
                .formatted(timeScale));
    table.append("| kind | resources | create | update | delete |\n|---|---|---|---|---|\n");
    counts.forEach(
        (kind, count) ->
            table.append(
                "| %s | %d | %s | %s | %s |%n"
                    .formatted(
                        kind,
                        count,
                        seconds(created.get(kind)),
                        seconds(changed.get(kind)),
                        seconds(deleted.get(kind)))));
    return table.toString();
  }

  private static String seconds(Duration time) {
    return time == null ? "-" : Long.toString(Math.round(time.toMillis() / 1000.0));
  }

  /** Writes the table beside the other results, and prints it. */
  public void publish(double timeScale) {
    String table = table(timeScale);
    System.out.println(table);
    try {
      Path file = Path.of("target", "managed-kinds.md");
      Files.createDirectories(file.getParent());
      Files.writeString(file, table);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
