package dev.polyglot.deletion.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyglot.deletion.entity.LoadBalancer;
import dev.polyglot.deletion.entity.NetworkInterface;
import dev.polyglot.deletion.entity.NetworkPart;
import dev.polyglot.deletion.entity.SecurityGroup;
import dev.polyglot.deletion.entity.VpcContents;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ObstaclesTest {

  private static final String ARN =
      "arn:aws:elasticloadbalancing:eu-west-3:1:loadbalancer/app/shop/50dc6c495c0c9188";

  @Test
  void areNoneInAnEmptyNetwork() {
    assertThat(in(List.of(), List.of(), List.of())).isEmpty();
  }

  @Test
  void areALoadBalancerWithWhatIsIts() {
    assertThat(
            in(
                List.of(
                    new LoadBalancer(
                        ARN,
                        "shop",
                        Set.of("sg-1", "sg-2"),
                        Map.of("elbv2.k8s.aws/cluster", "dev"))),
                List.of(group("sg-2", "k8s-shop"), group("sg-1", "k8s-traffic")),
                List.of(
                    eni("eni-2", "ELB app/shop/50dc6c495c0c9188"),
                    eni("eni-1", "ELB app/shop/50dc6c495c0c9188"))))
        .containsExactly(
            "load balancer shop (app/shop/50dc6c495c0c9188), made by Kubernetes cluster dev, with its"
                + " security groups sg-1, sg-2 and its network interfaces eni-1, eni-2");
  }

  @Test
  void areALoadBalancerThatHasNothing() {
    assertThat(in(List.of(new LoadBalancer(ARN, "shop", Set.of(), Map.of())), List.of(), List.of()))
        .containsExactly("load balancer shop (app/shop/50dc6c495c0c9188)");
  }

  @Test
  void areASecurityGroupAndWhoMadeIt() {
    assertThat(
            in(
                List.of(),
                List.of(new SecurityGroup("sg-1", "db", Set.of(), Map.of("Owner", "ann"))),
                List.of()))
        .containsExactly("security group sg-1 (db), tagged Owner=ann");
  }

  @Test
  void areAnInterfaceAndWhoUsesIt() {
    assertThat(
            in(
                List.of(),
                List.of(),
                List.of(
                    new NetworkInterface(
                        "eni-1", "", Optional.empty(), Optional.of("i-0a1b"), Map.of()),
                    new NetworkInterface(
                        "eni-2",
                        "AWS Lambda VPC ENI-fn",
                        Optional.of("AROA:awslambda"),
                        Optional.empty(),
                        Map.of()),
                    new NetworkInterface(
                        "eni-3", "mine", Optional.of("1"), Optional.empty(), Map.of("Name", "x")),
                    eni("eni-4", ""))))
        .containsExactly(
            "network interface eni-1, of instance i-0a1b",
            "network interface eni-2 (AWS Lambda VPC ENI-fn), requested by AROA:awslambda",
            "network interface eni-3 (mine), tagged Name=x",
            "network interface eni-4");
  }

  @Test
  void areToldInAnOrderThatStays() {
    assertThat(
            in(
                List.of(
                    new LoadBalancer(ARN.replace("shop", "zoo"), "zoo", Set.of(), Map.of()),
                    new LoadBalancer(ARN, "shop", Set.of(), Map.of())),
                List.of(group("sg-2", "b"), group("sg-1", "a")),
                List.of(eni("eni-9", ""))))
        .containsExactly(
            "load balancer shop (app/shop/50dc6c495c0c9188)",
            "load balancer zoo (app/zoo/50dc6c495c0c9188)",
            "security group sg-1 (a)",
            "security group sg-2 (b)",
            "network interface eni-9");
  }

  @Test
  void areNotTheGroupThatGoesWithTheNetwork() {
    assertThat(in(List.of(), List.of(group("sg-1", "default")), List.of())).isEmpty();
  }

  @Test
  void areNotTheEnvironmentsOwn() {
    assertThat(
            Obstacles.in(
                new VpcContents(
                    List.of(new LoadBalancer(ARN, "shop", Set.of("sg-own"), Map.of())),
                    List.of(group("sg-own", "kafka")),
                    List.of(
                        eni("eni-own", "VPC Endpoint Interface vpce-1"),
                        eni("eni-1", "Interface for NAT Gateway nat-0a1b2c3d4e"),
                        eni("eni-2", "ELB app/shop/50dc6c495c0c9188"),
                        new NetworkInterface(
                            "eni-3", "", Optional.empty(), Optional.of("i-own"), Map.of())),
                    List.of(new NetworkPart("subnet", "subnet-own", Map.of()))),
                Set.of(ARN, "sg-own", "eni-own", "nat-0a1b2c3d4e", "i-own", "subnet-own")))
        .isEmpty();
  }

  @Test
  void areThoseOfOthersWhoseNamesOnlyHoldTheEnvironments() {
    assertThat(
            Obstacles.in(
                new VpcContents(
                    List.of(),
                    List.of(),
                    List.of(eni("eni-1", "Amazon EKS polyglot-dev-other")),
                    List.of()),
                Set.of("polyglot-dev")))
        .containsExactly("network interface eni-1 (Amazon EKS polyglot-dev-other)");
  }

  @Test
  void doNotListTheEnvironmentsGroupAsTheLoadBalancers() {
    assertThat(
            Obstacles.in(
                new VpcContents(
                    List.of(new LoadBalancer(ARN, "shop", Set.of("sg-own", "sg-1"), Map.of())),
                    List.of(group("sg-own", "kafka"), group("sg-1", "shop")),
                    List.of(),
                    List.of()),
                Set.of("sg-own")))
        .containsExactly(
            "load balancer shop (app/shop/50dc6c495c0c9188), with its security group sg-1");
  }

  @Test
  void areOtherPartsOfTheNetworkAndWhoMadeThem() {
    assertThat(
            Obstacles.in(
                new VpcContents(
                    List.of(),
                    List.of(),
                    List.of(),
                    List.of(
                        new NetworkPart("subnet", "subnet-2", Map.of()),
                        new NetworkPart("subnet", "subnet-own", Map.of()),
                        new NetworkPart("subnet", "subnet-1", Map.of("Owner", "ann")),
                        new NetworkPart("VPC endpoint", "vpce-1", Map.of()),
                        new NetworkPart("route table", "rtb-1", Map.of()))),
                Set.of("subnet-own")))
        .containsExactly(
            "VPC endpoint vpce-1",
            "route table rtb-1",
            "subnet subnet-1, tagged Owner=ann",
            "subnet subnet-2");
  }

  @Test
  void areAnEndpointWithoutItsInterfaces() {
    assertThat(
            Obstacles.in(
                new VpcContents(
                    List.of(),
                    List.of(),
                    List.of(eni("eni-1", "VPC Endpoint Interface vpce-0a1b2c3d4e")),
                    List.of(new NetworkPart("VPC endpoint", "vpce-0a1b2c3d4e", Map.of()))),
                Set.of()))
        .containsExactly("VPC endpoint vpce-0a1b2c3d4e");
  }

  /** The default group cannot be deleted, so that a rule of it must be. */
  @Test
  void areRulesOfTheDefaultGroupThatNameTheEnvironmentsGroups() {
    assertThat(
            Obstacles.in(
                new VpcContents(
                    List.of(),
                    List.of(
                        new SecurityGroup(
                            "sg-0", "default", Set.of("sg-b", "sg-a", "sg-x"), Map.of()),
                        new SecurityGroup("sg-a", "kafka", Set.of("sg-b"), Map.of())),
                    List.of(),
                    List.of()),
                Set.of("sg-a", "sg-b")))
        .containsExactly("rules of the security group sg-0 (default) that name sg-a, sg-b");
  }

  private static List<String> in(
      List<LoadBalancer> balancers, List<SecurityGroup> groups, List<NetworkInterface> interfaces) {
    return Obstacles.in(new VpcContents(balancers, groups, interfaces, List.of()), Set.of());
  }

  private static SecurityGroup group(String id, String name) {
    return new SecurityGroup(id, name, Set.of(), Map.of());
  }

  private static NetworkInterface eni(String id, String description) {
    return new NetworkInterface(id, description, Optional.empty(), Optional.empty(), Map.of());
  }
}
