package dev.polyglot.deletion.boundary;

import dev.polyglot.deletion.control.LookupFailedException;
import dev.polyglot.deletion.control.Networks;
import dev.polyglot.deletion.entity.LoadBalancer;
import dev.polyglot.deletion.entity.NetworkInterface;
import dev.polyglot.deletion.entity.NetworkPart;
import dev.polyglot.deletion.entity.SecurityGroup;
import dev.polyglot.deletion.entity.Vpc;
import dev.polyglot.deletion.entity.VpcContents;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.NetworkInterfaceAttachment;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.UserIdGroupPair;

/**
 * The networks of the account that the AWS providers are signed in to. It reads only: {@code
 * ec2:DescribeNetworkInterfaces}, {@code ec2:DescribeSecurityGroups}, {@code ec2:DescribeSubnets},
 * {@code ec2:DescribeRouteTables}, {@code ec2:DescribeVpcEndpoints}, {@code
 * ec2:DescribeNatGateways}, {@code elasticloadbalancing:DescribeLoadBalancers} and {@code
 * elasticloadbalancing:DescribeTags}.
 *
 * <p>Its clients live for one question, which is asked seldom.
 */
final class AwsNetworks implements Networks {

  /** As the provider calls it in its ProviderConfig. */
  private static final List<String> LOAD_BALANCING =
      List.of("elasticloadbalancingv2", "elbv2", "elasticloadbalancing");

  /** States of what AWS still lists for an hour or so. */
  private static final Set<String> GONE = Set.of("deleted", "failed");

  private final KubernetesClient client;

  AwsNetworks(KubernetesClient client) {
    this.client = client;
  }

  @Override
  public VpcContents contents(Vpc vpc) {
    try (SdkHttpClient http = AwsHttp.client()) {
      ProviderAccess access = ProviderAccess.read(client);
      List<LoadBalancer> loadBalancers =
          new LoadBalancing(
                  http, access.credentials(), vpc.region(), access.endpoint(LOAD_BALANCING))
              .in(vpc);
      try (Ec2Client ec2 = AwsEc2.client(http, access, vpc.region())) {
        return new VpcContents(
            loadBalancers,
            securityGroups(ec2, vpc),
            networkInterfaces(ec2, vpc),
            Stream.of(
                    subnets(ec2, vpc),
                    routeTables(ec2, vpc),
                    endpoints(ec2, vpc),
                    gateways(ec2, vpc))
                .flatMap(List::stream)
                .toList());
      }
    } catch (AwsServiceException e) {
      throw AwsEc2.failure(e);
    } catch (SdkException | KubernetesClientException | IllegalStateException e) {
      throw new LookupFailedException(e.getMessage(), e);
    }
  }

  private static List<SecurityGroup> securityGroups(Ec2Client ec2, Vpc vpc) {
    return ec2
        .describeSecurityGroupsPaginator(request -> request.filters(in(vpc)))
        .securityGroups()
        .stream()
        .map(
            group ->
                new SecurityGroup(
                    group.groupId(), group.groupName(), named(group), tags(group.tags())))
        .toList();
  }

  private static Set<String> named(software.amazon.awssdk.services.ec2.model.SecurityGroup group) {
    return Stream.of(group.ipPermissions(), group.ipPermissionsEgress())
        .flatMap(List::stream)
        .flatMap(rule -> rule.userIdGroupPairs().stream())
        .map(UserIdGroupPair::groupId)
        .filter(id -> id != null && !id.equals(group.groupId()))
        .collect(Collectors.toSet());
  }

  private static List<NetworkPart> subnets(Ec2Client ec2, Vpc vpc) {
    return ec2.describeSubnetsPaginator(request -> request.filters(in(vpc))).subnets().stream()
        .map(subnet -> new NetworkPart("subnet", subnet.subnetId(), tags(subnet.tags())))
        .toList();
  }

  /** All but the one that AWS makes with the network and deletes with it. */
  private static List<NetworkPart> routeTables(Ec2Client ec2, Vpc vpc) {
    return ec2
        .describeRouteTablesPaginator(request -> request.filters(in(vpc)))
        .routeTables()
        .stream()
        .filter(
            table ->
                table.associations().stream()
                    .noneMatch(association -> Boolean.TRUE.equals(association.main())))
        .map(table -> new NetworkPart("route table", table.routeTableId(), tags(table.tags())))
        .toList();
  }

  private static List<NetworkPart> endpoints(Ec2Client ec2, Vpc vpc) {
    return ec2
        .describeVpcEndpointsPaginator(request -> request.filters(in(vpc)))
        .vpcEndpoints()
        .stream()
        .filter(endpoint -> !isGone(endpoint.stateAsString()))
        .map(
            endpoint ->
                new NetworkPart("VPC endpoint", endpoint.vpcEndpointId(), tags(endpoint.tags())))
        .toList();
  }

  private static List<NetworkPart> gateways(Ec2Client ec2, Vpc vpc) {
    return ec2
        .describeNatGatewaysPaginator(request -> request.filter(in(vpc)))
        .natGateways()
        .stream()
        .filter(gateway -> !isGone(gateway.stateAsString()))
        .map(
            gateway -> new NetworkPart("NAT gateway", gateway.natGatewayId(), tags(gateway.tags())))
        .toList();
  }

  private static List<NetworkInterface> networkInterfaces(Ec2Client ec2, Vpc vpc) {
    return ec2
        .describeNetworkInterfacesPaginator(request -> request.filters(in(vpc)))
        .networkInterfaces()
        .stream()
        .map(
            found ->
                new NetworkInterface(
                    found.networkInterfaceId(),
                    Optional.ofNullable(found.description()).orElse(""),
                    Optional.ofNullable(found.requesterId()).filter(id -> !id.isEmpty()),
                    Optional.ofNullable(found.attachment())
                        .map(NetworkInterfaceAttachment::instanceId),
                    tags(found.tagSet())))
        .toList();
  }

  private static boolean isGone(String state) {
    return state != null && GONE.contains(state.toLowerCase(Locale.ROOT));
  }

  private static Filter in(Vpc vpc) {
    return Filter.builder().name("vpc-id").values(vpc.id()).build();
  }

  private static Map<String, String> tags(List<Tag> tags) {
    return tags.stream().collect(Collectors.toMap(Tag::key, Tag::value));
  }
}
