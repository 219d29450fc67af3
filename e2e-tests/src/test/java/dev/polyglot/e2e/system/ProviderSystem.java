package dev.polyglot.e2e.system;

/** The providers' processes. */
public final class ProviderSystem {

  private static final String NAMESPACE = "crossplane-system";
  private static final String PROVIDER_LABEL = "pkg.crossplane.io/provider";

  private final ClusterSystem cluster;

  ProviderSystem(ClusterSystem cluster) {
    this.cluster = cluster;
  }

  /** How often any container of the providers was started anew. */
  public int restarts() {
    return cluster
        .podList(NAMESPACE, PROVIDER_LABEL)
        .flatMap(pod -> pod.getStatus().getContainerStatuses().stream())
        .mapToInt(status -> status.getRestartCount())
        .sum();
  }
}
