package dev.polyglot.local.system;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/** The consumer, and a reader of its console. */
public final class ConsumerSystem extends ServiceSystem {

  private static final Duration DELIVERY_TIME = Duration.ofSeconds(60);

  public ConsumerSystem(String brokers, Map<String, String> environment) {
    super("consumer", with(brokers, environment));
  }

  private static Map<String, String> with(String brokers, Map<String, String> environment) {
    Map<String, String> all = new HashMap<>();
    all.put("BROKERS", brokers);
    all.put("TOPIC", "events");
    all.put("CLIENT_ID", "consumer");
    all.put("GROUP_ID", "consumer");
    all.putAll(environment);
    return all;
  }

  /** The lines printed for events. */
  public List<String> eventLines() {
    return lines().stream().filter(line -> line.startsWith("Message on ")).toList();
  }

  /** The lines that hold a text. */
  public List<String> eventLinesWith(String text) {
    return eventLines().stream().filter(line -> line.contains(text)).toList();
  }

  /** Waits until an event with this text is printed. */
  public void awaitEvent(String text) {
    Awaitility.await("an event with " + text)
        .atMost(DELIVERY_TIME)
        .until(() -> !eventLinesWith(text).isEmpty());
  }

  /** Waits until each of these ids is printed. */
  public void awaitEvents(Set<String> ids) {
    Awaitility.await(ids.size() + " events")
        .atMost(DELIVERY_TIME)
        .until(() -> printedIds().stream().collect(Collectors.toSet()).containsAll(ids));
  }

  /** The ids on the console, in the order they were printed. */
  public List<String> printedIds() {
    return eventLines().stream().map(line -> line.split(" ")[3]).toList();
  }
}
