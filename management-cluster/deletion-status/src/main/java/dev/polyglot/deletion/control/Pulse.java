package dev.polyglot.deletion.control;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Knows for the probes whether rounds are made and how the last one went. For any number of
 * threads.
 */
public final class Pulse {

  /** Longer than any round takes: each of its calls gives up by itself. */
  static final Duration LONGEST_ROUND = Duration.ofMinutes(5);

  private final Clock clock;
  private volatile Instant last;
  private volatile Optional<String> problem = Optional.of("no round was made yet");

  public Pulse(Clock clock) {
    this.clock = clock;
    this.last = clock.instant();
  }

  /** Why a new start is needed; empty if it is not. */
  public Optional<String> deadBecause() {
    Duration still = Duration.between(last, clock.instant());
    return still.compareTo(LONGEST_ROUND) > 0
        ? Optional.of("no round has ended for %d s".formatted(still.toSeconds()))
        : Optional.empty();
  }

  /** Why what claims say may be old; empty if it is not. */
  public Optional<String> notReadyBecause() {
    return deadBecause().or(() -> problem);
  }

  void good() {
    problem = Optional.empty();
    last = clock.instant();
  }

  void bad(String what) {
    problem = Optional.of(what);
    last = clock.instant();
  }
}
