package dev.polyglot.e2e.system;

import io.fabric8.kubernetes.api.model.Pod;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The providers' processes: how often each has looked at the resources of a kind. */
public final class ProviderSystem {

  private static final String NAMESPACE = "crossplane-system";
  private static final String PROVIDER_LABEL = "pkg.crossplane.io/provider";

  /** {@code controller_runtime_reconcile_total{controller="managed/...",result="success"} 7}. */
  private static final Pattern RECONCILES =
      Pattern.compile(
          "^controller_runtime_reconcile_total\\{controller=\"managed/([^\"]+)\"[^}]*} (\\S+)$",
          Pattern.MULTILINE);

  private static final Pattern VERSION_AND_KIND =
      Pattern.compile("([^/]+)/[^,]+, kind=(.+)", Pattern.CASE_INSENSITIVE);

  private final ClusterSystem cluster;

  ProviderSystem(ClusterSystem cluster) {
    this.cluster = cluster;
  }

  /**
   * Reconciles that have ended since the providers started, by {@code kind.group} in lower case.
   */
  public Map<String, Long> reconciles() {
    Map<String, Long> counts = new HashMap<>();
    List<Pod> pods = cluster.podList(NAMESPACE, PROVIDER_LABEL).toList();
    if (pods.isEmpty()) {
      throw new AssertionError("no pod with the label " + PROVIDER_LABEL + " in " + NAMESPACE);
    }
    pods.forEach(pod -> count(metrics(pod), counts));
    return counts;
  }

  /** How often any container of the providers was started anew. */
  public int restarts() {
    return cluster
        .podList(NAMESPACE, PROVIDER_LABEL)
        .flatMap(pod -> pod.getStatus().getContainerStatuses().stream())
        .mapToInt(status -> status.getRestartCount())
        .sum();
  }

  private String metrics(Pod pod) {
    String name = pod.getMetadata().getName();
    return cluster.raw("/api/v1/namespaces/" + NAMESPACE + "/pods/" + name + ":8080/proxy/metrics");
  }

  static void count(String metrics, Map<String, Long> counts) {
    Matcher line = RECONCILES.matcher(metrics);
    while (line.find()) {
      long count = Math.round(Double.parseDouble(line.group(2)));
      counts.merge(kindAndGroup(line.group(1)), count, Long::sum);
    }
  }

  /** A controller is called either {@code group/version, kind=kind} or {@code kind.group}. */
  private static String kindAndGroup(String controller) {
    Matcher matcher = VERSION_AND_KIND.matcher(controller);
    return matcher.matches() ? matcher.group(2) + "." + matcher.group(1) : controller;
  }
}
