package dev.polyglot.deletion.control;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Says who made a thing in AWS, as far as its tags tell. */
final class Maker {

  private static final String CLUSTER_PREFIX = "kubernetes.io/cluster/";

  /** What people write to say whose a thing is. */
  private static final Set<String> OWNERS =
      Set.of("name", "owner", "team", "contact", "createdby", "created-by", "managed-by");

  private Maker() {}

  /** A clause to follow the thing's name; empty if no tag tells. */
  static Optional<String> in(Map<String, String> tags) {
    return kubernetes(tags)
        .or(
            () ->
                tag(tags, "aws:cloudformation:stack-name")
                    .map("CloudFormation stack %s"::formatted))
        .or(() -> tag(tags, "aws:eks:cluster-name").map("EKS for cluster %s"::formatted))
        .or(
            () ->
                tag(tags, "crossplane-name")
                    .map(name -> "Crossplane as %s".formatted(named(tags, name))))
        .map("made by %s"::formatted)
        .or(() -> owners(tags));
  }

  private static Optional<String> kubernetes(Map<String, String> tags) {
    return cluster(tags)
        .map(
            cluster ->
                tag(tags, "ingress.k8s.aws/stack")
                    .map("Ingress %s of "::formatted)
                    .or(() -> tag(tags, "service.k8s.aws/stack").map("Service %s of "::formatted))
                    .or(
                        () ->
                            tag(tags, "kubernetes.io/service-name")
                                .map("Service %s of "::formatted))
                    .orElse("")
                    .concat("Kubernetes cluster ")
                    .concat(cluster));
  }

  private static Optional<String> cluster(Map<String, String> tags) {
    return tag(tags, "elbv2.k8s.aws/cluster")
        .or(
            () ->
                tags.keySet().stream()
                    .filter(key -> key.startsWith(CLUSTER_PREFIX))
                    .map(key -> key.substring(CLUSTER_PREFIX.length()))
                    .min(String::compareTo));
  }

  private static String named(Map<String, String> tags, String name) {
    return tag(tags, "crossplane-kind").map(kind -> kind + " " + name).orElse(name);
  }

  private static Optional<String> owners(Map<String, String> tags) {
    List<String> found = new ArrayList<>();
    new TreeMap<>(tags)
        .forEach(
            (key, value) -> {
              if (OWNERS.contains(key.toLowerCase(Locale.ROOT))) {
                found.add("%s=%s".formatted(key, value));
              }
            });
    return found.isEmpty() ? Optional.empty() : Optional.of("tagged " + String.join(", ", found));
  }

  private static Optional<String> tag(Map<String, String> tags, String key) {
    return Optional.ofNullable(tags.get(key));
  }
}
