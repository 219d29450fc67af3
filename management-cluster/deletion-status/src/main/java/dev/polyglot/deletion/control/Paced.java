package dev.polyglot.deletion.control;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * Asks AWS each question at most every 20 seconds and gives the last answer in between: a deletion
 * may stay blocked for days, and the account's limit of calls is the providers' too.
 *
 * <p>A failure is not kept. For one thread.
 *
 * @param <Q> a question, by which answers are kept
 * @param <A> its answer
 */
public final class Paced<Q, A> {

  static final Duration PACE = Duration.ofSeconds(20);

  private final Function<Q, A> asked;
  private final Clock clock;
  private final Map<Q, Kept<A>> answers = new HashMap<>();

  /**
   * @param asked who knows the answers
   */
  public Paced(Function<Q, A> asked, Clock clock) {
    this.asked = asked;
    this.clock = clock;
  }

  /** The answer, at most 20 seconds old. */
  public A answer(Q question) {
    Instant now = clock.instant();
    answers.values().removeIf(kept -> !kept.at().plus(PACE).isAfter(now));
    return answers
        .computeIfAbsent(question, unknown -> new Kept<>(asked.apply(unknown), now))
        .answer();
  }

  private record Kept<A>(A answer, Instant at) {}
}
