package dev.polyglot.deletion.entity;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * A claim that somebody deleted and that is still there.
 *
 * @param namespace the team's namespace
 * @param name unique in the namespace at any time, not over time
 * @param uid unique over time
 * @param composite the name of the composite resource it is bound to; empty if it never was
 * @param deletedAt when somebody deleted it
 * @param total how many resources its status last spoke of; 0 if it did not
 * @param told what its status says already; empty if nothing about a deletion
 */
public record DeletingClaim(
    String namespace,
    String name,
    String uid,
    Optional<String> composite,
    Instant deletedAt,
    int total,
    Optional<DeletionStatus> told) {

  public DeletingClaim {
    Objects.requireNonNull(namespace, "namespace");
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(uid, "uid");
    Objects.requireNonNull(composite, "composite");
    Objects.requireNonNull(deletedAt, "deletedAt");
    Objects.requireNonNull(told, "told");
    if (total < 0) {
      throw new IllegalArgumentException("total is %d; allowed is 0 or more".formatted(total));
    }
  }
}
