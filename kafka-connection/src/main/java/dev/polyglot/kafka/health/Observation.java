package dev.polyglot.kafka.health;

import java.time.Duration;
import java.time.Instant;

/**
 * What the brokers last answered about a topic.
 *
 * @param at when the answer, or its absence, was known
 * @param brokersProblem why no broker answered; null when one did
 * @param topicProblem why the topic cannot be used; null when it can, or when no broker answered
 * @param partitions how many partitions the topic has; 0 when that is not known
 */
public record Observation(Instant at, String brokersProblem, String topicProblem, int partitions) {

  /** After this long without a new observation the old one says nothing any more. */
  static final Duration SHELF_LIFE = Duration.ofSeconds(45);

  static Observation usable(Instant at, int partitions) {
    return new Observation(at, null, null, partitions);
  }

  static Observation topicUnusable(Instant at, String problem) {
    return new Observation(at, null, problem, 0);
  }

  static Observation unreachable(Instant at, String problem) {
    return new Observation(at, problem, null, 0);
  }

  /** Says whether a broker answered. */
  public boolean brokersReachable() {
    return brokersProblem == null;
  }

  /** Says whether a broker answered that the topic can be used. */
  public boolean usable() {
    return problem() == null;
  }

  /** What is wrong, with the brokers or with the topic; null when nothing is. */
  public String problem() {
    return brokersReachable() ? topicProblem : brokersProblem;
  }

  Observation asOf(Instant now) {
    return Duration.between(at, now).compareTo(SHELF_LIFE) > 0
        ? unreachable(at, "nothing observed since " + at)
        : this;
  }
}
