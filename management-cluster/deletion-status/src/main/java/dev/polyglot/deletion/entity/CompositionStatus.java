package dev.polyglot.deletion.entity;

import java.time.Instant;
import java.util.Objects;

/**
 * What the status of a claim says about its composition.
 *
 * @param isComposed whether all that the claim asks for was handed to the cluster
 * @param message what was not, and why; empty if all was
 * @param since when it became so, in whole seconds
 */
public record CompositionStatus(boolean isComposed, String message, Instant since) {

  public CompositionStatus {
    Objects.requireNonNull(message, "message");
    Objects.requireNonNull(since, "since");
  }
}
