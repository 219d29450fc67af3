package dev.polyglot.deletion.entity;

import java.util.Objects;

/**
 * A resource that AWS has and that the provider made.
 *
 * @param owner the name of the managed resource that it was made for, by its tag
 * @param id what AWS calls it: an id or an ARN
 */
public record MadeResource(String owner, String id) {

  public MadeResource {
    Objects.requireNonNull(owner, "owner");
    Objects.requireNonNull(id, "id");
  }
}
