package dev.polyglot.deletion.entity;

import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * A load balancer of any type.
 *
 * @param arn its full name
 * @param name as whoever made it named it
 * @param securityGroups the ids of those it has; empty for most network load balancers
 * @param tags what whoever made it wrote on it
 */
public record LoadBalancer(
    String arn, String name, Set<String> securityGroups, Map<String, String> tags) {

  public LoadBalancer {
    Objects.requireNonNull(arn, "arn");
    Objects.requireNonNull(name, "name");
    securityGroups = Set.copyOf(securityGroups);
    tags = Map.copyOf(tags);
  }

  /**
   * Its type, name and number, like {@code app/shop/50dc6c495c0c9188}: the end of its full name.
   */
  public String path() {
    return arn.substring(arn.indexOf(":loadbalancer/") + ":loadbalancer/".length());
  }

  /** Whether the interface is one of its own; AWS says so in the description. */
  public boolean holds(NetworkInterface networkInterface) {
    return networkInterface.description().equals("ELB " + path());
  }
}
