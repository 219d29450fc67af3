package dev.polyglot.deletion.entity;

import java.util.Objects;
import java.util.Optional;

/**
 * A claim that nobody deleted.
 *
 * @param name what it is found by
 * @param uid unique over time
 * @param reported what its status says about its composition already; empty if nothing
 */
public record LiveClaim(ClaimName name, String uid, Optional<CompositionStatus> reported) {

  public LiveClaim {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(uid, "uid");
    Objects.requireNonNull(reported, "reported");
  }
}
