package dev.polyglot.deletion.entity;

import java.util.List;

/** What can hold a network back, whoever made it. */
public record VpcContents(
    List<LoadBalancer> loadBalancers,
    List<SecurityGroup> securityGroups,
    List<NetworkInterface> networkInterfaces,
    List<NetworkPart> parts) {

  public VpcContents {
    loadBalancers = List.copyOf(loadBalancers);
    securityGroups = List.copyOf(securityGroups);
    networkInterfaces = List.copyOf(networkInterfaces);
    parts = List.copyOf(parts);
  }
}
