package dev.polyglot.deletion.entity;

import java.util.Objects;
import java.util.Optional;

/**
 * A claim that nobody deleted.
 *
 * @param name what it is found by
 * @param uid unique over time
 * @param told what its status says about its composition already; empty if nothing
 */
public record LiveClaim(ClaimName name, String uid, Optional<CompositionStatus> told) {

  public LiveClaim {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(uid, "uid");
    Objects.requireNonNull(told, "told");
  }
}
