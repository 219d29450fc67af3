package dev.polyglot.deletion.entity;

import java.util.Map;
import java.util.Objects;

/**
 * A security group.
 *
 * @param id like {@code sg-0a1b2c3d}
 * @param name unique in its network
 * @param tags what whoever made it wrote on it
 */
public record SecurityGroup(String id, String name, Map<String, String> tags) {

  public SecurityGroup {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(name, "name");
    tags = Map.copyOf(tags);
  }

  /** Whether AWS made it with the network and deletes it with the network. */
  public boolean goesWithTheNetwork() {
    return name.equals("default");
  }
}
