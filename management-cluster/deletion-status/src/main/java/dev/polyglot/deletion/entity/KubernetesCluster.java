package dev.polyglot.deletion.entity;

import java.util.Objects;

/** A Kubernetes cluster of AWS (EKS): its name there, and the region. */
public record KubernetesCluster(String name, String region) {

  public KubernetesCluster {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(region, "region");
  }
}
