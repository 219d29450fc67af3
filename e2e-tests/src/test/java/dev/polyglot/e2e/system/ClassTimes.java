package dev.polyglot.e2e.system;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * Prints when each test ended and what each class ran next to, in seconds from the start: with
 * classes next to each other, durations alone do not say what the end waited for.
 */
public final class ClassTimes implements TestExecutionListener {

  private final Instant begin = Instant.now();
  private final Map<String, Instant> started = new ConcurrentHashMap<>();

  @Override
  public void executionStarted(TestIdentifier test) {
    started.put(test.getUniqueId(), Instant.now());
  }

  @Override
  public void executionFinished(TestIdentifier test, TestExecutionResult result) {
    name(test)
        .ifPresent(
            name ->
                System.out.printf(
                    "%5d s to %5d s  %-10s  %s%n",
                    seconds(started.get(test.getUniqueId())),
                    seconds(Instant.now()),
                    result.getStatus(),
                    name));
  }

  private static Optional<String> name(TestIdentifier test) {
    return test.getSource()
        .map(
            source -> {
              if (source instanceof MethodSource method) {
                return simple(method.getClassName()) + "." + method.getMethodName();
              }
              return source instanceof ClassSource of ? simple(of.getClassName()) : null;
            });
  }

  private static String simple(String className) {
    return className.substring(className.lastIndexOf('.') + 1);
  }

  private long seconds(Instant at) {
    return Duration.between(begin, at).toSeconds();
  }

  @Override
  public void testPlanExecutionFinished(TestPlan plan) {
    System.out.printf("all tests: %d s%n", seconds(Instant.now()));
  }
}
