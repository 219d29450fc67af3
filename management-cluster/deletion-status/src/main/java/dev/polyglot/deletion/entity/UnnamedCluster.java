package dev.polyglot.deletion.entity;

import java.util.Objects;

/**
 * The managed resource of a cluster of brokers in which the cluster's ARN is not written down.
 *
 * @param resource its name in Kubernetes
 * @param uid its own, never another's
 * @param name the cluster's at AWS, unique in its region at any time
 * @param region like {@code eu-west-3}
 */
public record UnnamedCluster(String resource, String uid, String name, String region) {

  public UnnamedCluster {
    Objects.requireNonNull(resource, "resource");
    Objects.requireNonNull(uid, "uid");
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(region, "region");
  }
}
