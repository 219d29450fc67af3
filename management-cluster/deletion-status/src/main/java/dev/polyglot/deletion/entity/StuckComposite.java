package dev.polyglot.deletion.entity;

import java.time.Instant;
import java.util.Objects;

/**
 * A composite of a live claim that Crossplane cannot compose.
 *
 * @param claim whose it is
 * @param part which part of the environment it is, {@code kafka} for example
 * @param message what Crossplane says, on one line
 * @param since when Crossplane began to say so
 */
public record StuckComposite(ClaimName claim, String part, String message, Instant since) {

  public StuckComposite {
    Objects.requireNonNull(claim, "claim");
    Objects.requireNonNull(part, "part");
    Objects.requireNonNull(message, "message");
    Objects.requireNonNull(since, "since");
  }
}
