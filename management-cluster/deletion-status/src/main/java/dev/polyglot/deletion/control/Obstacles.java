package dev.polyglot.deletion.control;

import dev.polyglot.deletion.entity.LoadBalancer;
import dev.polyglot.deletion.entity.NetworkInterface;
import dev.polyglot.deletion.entity.NetworkPart;
import dev.polyglot.deletion.entity.SecurityGroup;
import dev.polyglot.deletion.entity.VpcContents;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Finds what keeps a network in existence and is not among the environment's own resources: load
 * balancers with their security groups and network interfaces, then other security groups, then
 * other network interfaces, then rules that name the environment's groups, then other parts of the
 * network, each by name.
 */
final class Obstacles {

  /** What AWS numbers, such as a NAT gateway: not to be found inside of another name by chance. */
  private static final Pattern NUMBERED = Pattern.compile("[a-z]+-[0-9a-f]{8,}|arn:.+");

  private final VpcContents contents;
  private final Set<String> own;
  private final Set<String> told = new HashSet<>();

  private Obstacles(VpcContents contents, Set<String> own) {
    this.contents = contents;
    this.own = own;
  }

  /**
   * @param contents what is in the network
   * @param own the ids of the environment's own resources that remain, and of what belongs to them
   * @return a phrase for each
   */
  static List<String> in(VpcContents contents, Set<String> own) {
    return new Obstacles(contents, own).all();
  }

  private List<String> all() {
    List<String> all = new ArrayList<>();
    contents.loadBalancers().stream()
        .filter(balancer -> !own.contains(balancer.arn()))
        .sorted(Comparator.comparing(LoadBalancer::path))
        .forEach(balancer -> all.add(describe(balancer)));
    contents.securityGroups().stream()
        .filter(this::foreign)
        .filter(group -> !told.contains(group.id()))
        .sorted(Comparator.comparing(SecurityGroup::id))
        .forEach(group -> all.add(describe(group)));
    contents.networkInterfaces().stream()
        .filter(this::foreign)
        .filter(networkInterface -> !told.contains(networkInterface.id()))
        .sorted(Comparator.comparing(NetworkInterface::id))
        .forEach(networkInterface -> all.add(describe(networkInterface)));
    contents.securityGroups().stream()
        .filter(SecurityGroup::goesWithTheNetwork)
        .sorted(Comparator.comparing(SecurityGroup::id))
        .forEach(group -> rules(group).ifPresent(all::add));
    contents.parts().stream()
        .filter(part -> !own.contains(part.id()))
        .sorted(Comparator.comparing(NetworkPart::kind).thenComparing(NetworkPart::id))
        .forEach(part -> all.add(describe(part)));
    return all;
  }

  private boolean foreign(SecurityGroup group) {
    return !group.goesWithTheNetwork() && !own.contains(group.id());
  }

  private boolean foreign(NetworkInterface networkInterface) {
    return !own.contains(networkInterface.id())
        && networkInterface.instance().filter(own::contains).isEmpty()
        && contents.loadBalancers().stream()
            .noneMatch(balancer -> own.contains(balancer.arn()) && balancer.holds(networkInterface))
        // those of a part, an endpoint for example, go with it
        && Stream.concat(own.stream(), contents.parts().stream().map(NetworkPart::id))
            .filter(id -> NUMBERED.matcher(id).matches())
            .noneMatch(networkInterface.description()::contains);
  }

  private String describe(LoadBalancer balancer) {
    List<String> groups =
        contents.securityGroups().stream()
            .filter(group -> balancer.securityGroups().contains(group.id()) && foreign(group))
            .map(SecurityGroup::id)
            .sorted()
            .toList();
    List<String> interfaces =
        contents.networkInterfaces().stream()
            .filter(balancer::holds)
            .map(NetworkInterface::id)
            .sorted()
            .toList();
    told.addAll(groups);
    told.addAll(interfaces);
    return "load balancer %s (%s)%s%s"
        .formatted(
            balancer.name(),
            balancer.path(),
            Maker.in(balancer.tags()).map(", "::concat).orElse(""),
            with(
                Stream.of(
                    listed("security group", groups), listed("network interface", interfaces))));
  }

  private static String describe(SecurityGroup group) {
    return "security group %s (%s)%s"
        .formatted(group.id(), group.name(), Maker.in(group.tags()).map(", "::concat).orElse(""));
  }

  /** Those of a group that nobody can delete; any other is named itself. */
  private Optional<String> rules(SecurityGroup group) {
    List<String> ours = group.named().stream().filter(own::contains).sorted().toList();
    return ours.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "rules of the security group %s (%s) that name %s"
                .formatted(group.id(), group.name(), String.join(", ", ours)));
  }

  private static String describe(NetworkPart part) {
    return "%s %s%s"
        .formatted(part.kind(), part.id(), Maker.in(part.tags()).map(", "::concat).orElse(""));
  }

  private static String describe(NetworkInterface networkInterface) {
    String description = networkInterface.description();
    return "network interface %s%s%s"
        .formatted(
            networkInterface.id(),
            description.isEmpty() ? "" : " (%s)".formatted(description),
            user(networkInterface).map(", "::concat).orElse(""));
  }

  private static Optional<String> user(NetworkInterface networkInterface) {
    return Maker.in(networkInterface.tags())
        .or(() -> networkInterface.instance().map("of instance %s"::formatted))
        .or(() -> networkInterface.requester().map("requested by %s"::formatted));
  }

  private static Optional<String> listed(String what, List<String> ids) {
    return switch (ids.size()) {
      case 0 -> Optional.empty();
      case 1 -> Optional.of("its %s %s".formatted(what, ids.get(0)));
      default -> Optional.of("its %ss %s".formatted(what, String.join(", ", ids)));
    };
  }

  private static String with(Stream<Optional<String>> parts) {
    List<String> there = parts.flatMap(Optional::stream).toList();
    return there.isEmpty() ? "" : ", with " + String.join(" and ", there);
  }
}
