package dev.polyglot.deletion.entity;

import java.util.Objects;

/**
 * The network of an environment, as AWS knows it.
 *
 * @param id like {@code vpc-0a1b2c3d}
 * @param region like {@code eu-west-3}
 */
public record Vpc(String id, String region) {

  public Vpc {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(region, "region");
  }
}
