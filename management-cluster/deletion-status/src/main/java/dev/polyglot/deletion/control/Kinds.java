package dev.polyglot.deletion.control;

import dev.polyglot.deletion.entity.ManagedResource;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What is known of the kinds of resources: which take long to delete, and which are the network's.
 */
final class Kinds {

  /** Those that AWS takes minutes to delete, the longest first. */
  private static final List<String> SLOW =
      List.of(
          "Cluster.kafka",
          "Cluster.eks",
          "FargateProfile.eks",
          "VPCEndpoint.ec2",
          "NATGateway.ec2",
          "Addon.eks",
          "Instance.ec2");

  /** Those that AWS deletes at once, or refuses to because of what is in the network. */
  private static final Set<String> NETWORK =
      Set.of(
          "VPC.ec2",
          "Subnet.ec2",
          "InternetGateway.ec2",
          "EIP.ec2",
          "RouteTable.ec2",
          "Route.ec2",
          "RouteTableAssociation.ec2",
          "SecurityGroup.ec2",
          "SecurityGroupRule.ec2");

  private static final Comparator<String> SLOWEST_FIRST =
      Comparator.comparingInt(Kinds::rank).thenComparing(Comparator.naturalOrder());

  private Kinds() {}

  /** Whether what is in the network can hold such a resource back, and nothing else can. */
  static boolean isNetwork(ManagedResource resource) {
    return NETWORK.contains(resource.kind());
  }

  /**
   * How many there are of each kind, what takes longest first: {@code 1 Cluster.kafka, 6
   * Subnet.ec2}.
   */
  static String counted(Collection<ManagedResource> resources) {
    Map<String, Long> counts =
        resources.stream()
            .collect(
                Collectors.groupingBy(
                    ManagedResource::kind,
                    () -> new TreeMap<>(SLOWEST_FIRST),
                    Collectors.counting()));
    return counts.entrySet().stream()
        .map(entry -> entry.getValue() + " " + entry.getKey())
        .collect(Collectors.joining(", "));
  }

  private static int rank(String kind) {
    int place = SLOW.indexOf(kind);
    return place < 0 ? SLOW.size() : place;
  }
}
