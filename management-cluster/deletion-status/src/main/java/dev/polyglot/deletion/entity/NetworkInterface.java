package dev.polyglot.deletion.entity;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A network interface.
 *
 * @param id like {@code eni-0a1b2c3d}
 * @param description which AWS's services write, to say what it is for; may be empty
 * @param requester the service or account that asked for it on somebody's behalf
 * @param instance the id of the instance that it is attached to
 * @param tags what whoever made it wrote on it
 */
public record NetworkInterface(
    String id,
    String description,
    Optional<String> requester,
    Optional<String> instance,
    Map<String, String> tags) {

  public NetworkInterface {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(description, "description");
    Objects.requireNonNull(requester, "requester");
    Objects.requireNonNull(instance, "instance");
    tags = Map.copyOf(tags);
  }
}
