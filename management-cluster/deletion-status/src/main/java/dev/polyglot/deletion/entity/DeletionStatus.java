package dev.polyglot.deletion.entity;

import java.time.Instant;
import java.util.Objects;

/**
 * What the status of a claim says about its deletion.
 *
 * @param progress how many resources are gone, of how many: {@code 28/41}
 * @param reason whether it goes on by itself
 * @param message what remains, and what it waits for
 * @param since when the reason became this one, in whole seconds
 */
public record DeletionStatus(String progress, Reason reason, String message, Instant since) {

  /** Whether a deletion goes on by itself. */
  public enum Reason {
    /** It does; some of it takes long. */
    WAITING("Waiting"),
    /** It does not: somebody has to do what the message says. */
    BLOCKED("Blocked");

    private final String word;

    Reason(String word) {
      this.word = word;
    }

    /** As a condition writes it. */
    public String word() {
      return word;
    }
  }

  public DeletionStatus {
    Objects.requireNonNull(progress, "progress");
    Objects.requireNonNull(reason, "reason");
    Objects.requireNonNull(message, "message");
    Objects.requireNonNull(since, "since");
  }
}
