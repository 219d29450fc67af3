package dev.polyglot.kafka.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * Stops a service that cannot work before it starts: what is wrong is reported, and the process
 * ends, so that whoever started it notices.
 *
 * <p>To be called while the application is being deployed, before any channel opens.
 */
public final class StartCheck {

  /** The exit status for a configuration error, {@code EX_CONFIG} of BSD's sysexits. */
  public static final int EXIT_STATUS = 78;

  private StartCheck() {}

  /**
   * Reads each group of settings and ends the process, with the first wrong one of each, if any is.
   *
   * @param service the name the message begins with
   * @param readers each reads its settings and throws {@link InvalidSettingException} for a wrong
   *     one
   * @throws IllegalStateException if a setting is wrong, to end the deployment in this thread while
   *     another ends the process
   */
  public static void require(String service, List<Consumer<Settings>> readers) {
    List<String> problems = problems(Settings.of(ConfigProvider.getConfig()), readers);
    if (problems.isEmpty()) {
      return;
    }
    problems.forEach(problem -> System.err.println(service + " cannot start: " + problem));
    // Not from this thread: exit waits for the server to stop, which waits for this deployment.
    new Thread(() -> System.exit(EXIT_STATUS), "configuration-error").start();
    throw new IllegalStateException(String.join("; ", problems));
  }

  static List<String> problems(Settings settings, List<Consumer<Settings>> readers) {
    List<String> problems = new ArrayList<>();
    for (Consumer<Settings> reader : readers) {
      try {
        reader.accept(settings);
      } catch (InvalidSettingException e) {
        problems.add(e.getMessage());
      }
    }
    return problems;
  }
}
