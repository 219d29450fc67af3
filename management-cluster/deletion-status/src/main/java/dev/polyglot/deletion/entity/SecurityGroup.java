package dev.polyglot.deletion.entity;

import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * A security group.
 *
 * @param id like {@code sg-0a1b2c3d}
 * @param name unique in its network
 * @param named the ids of the groups that its rules name
 * @param tags what whoever made it wrote on it
 */
public record SecurityGroup(String id, String name, Set<String> named, Map<String, String> tags) {

  public SecurityGroup {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(name, "name");
    named = Set.copyOf(named);
    tags = Map.copyOf(tags);
  }

  /** Whether AWS made it with the network and deletes it with the network. */
  public boolean goesWithTheNetwork() {
    return name.equals("default");
  }
}
