package dev.polyglot.deletion.entity;

import java.time.Instant;
import java.util.Objects;

/**
 * A managed resource in which it is not written down what AWS calls it: it has no external name.
 *
 * @param kind its kind and the short name of its group: {@code NATGateway.ec2}
 * @param name its name in Kubernetes
 * @param uid its own, never another's
 * @param region where it is, or is to be, in AWS
 * @param createdAt when Kubernetes got it
 */
public record UnnamedResource(
    String kind, String name, String uid, String region, Instant createdAt) {

  public UnnamedResource {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(uid, "uid");
    Objects.requireNonNull(region, "region");
    Objects.requireNonNull(createdAt, "createdAt");
  }
}
