package dev.polyglot.deletion.entity;

import java.util.Map;
import java.util.Objects;

/**
 * A part of a network that keeps the network in existence: a subnet, a route table, a VPC endpoint
 * or a NAT gateway.
 *
 * @param kind what AWS's users call it: {@code subnet}
 * @param id like {@code subnet-0a1b2c3d}
 * @param tags what whoever made it wrote on it
 */
public record NetworkPart(String kind, String id, Map<String, String> tags) {

  public NetworkPart {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(id, "id");
    tags = Map.copyOf(tags);
  }
}
