package dev.polyglot.deletion.entity;

import java.util.Objects;

/**
 * What a claim is found by.
 *
 * @param namespace the team's namespace
 * @param name unique in the namespace at any time, not over time
 */
public record ClaimName(String namespace, String name) {

  public ClaimName {
    Objects.requireNonNull(namespace, "namespace");
    Objects.requireNonNull(name, "name");
  }
}
