package dev.polyglot.deletion.boundary;

import dev.polyglot.deletion.control.LookupFailedException;
import dev.polyglot.deletion.control.Networks;
import dev.polyglot.deletion.entity.LoadBalancer;
import dev.polyglot.deletion.entity.NetworkInterface;
import dev.polyglot.deletion.entity.SecurityGroup;
import dev.polyglot.deletion.entity.Vpc;
import dev.polyglot.deletion.entity.VpcContents;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.NetworkInterfaceAttachment;
import software.amazon.awssdk.services.ec2.model.Tag;

/**
 * The networks of the account that the AWS providers are signed in to. It reads only: {@code
 * ec2:DescribeNetworkInterfaces}, {@code ec2:DescribeSecurityGroups}, {@code
 * elasticloadbalancing:DescribeLoadBalancers} and {@code elasticloadbalancing:DescribeTags}.
 *
 * <p>Its clients live for one question, which is asked seldom.
 */
final class AwsNetworks implements Networks {

  /** As the provider calls it in its ProviderConfig. */
  private static final List<String> LOAD_BALANCING =
      List.of("elasticloadbalancingv2", "elbv2", "elasticloadbalancing");

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
            loadBalancers, securityGroups(ec2, vpc), networkInterfaces(ec2, vpc));
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
        .map(group -> new SecurityGroup(group.groupId(), group.groupName(), tags(group.tags())))
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

  private static Filter in(Vpc vpc) {
    return Filter.builder().name("vpc-id").values(vpc.id()).build();
  }

  private static Map<String, String> tags(List<Tag> tags) {
    return tags.stream().collect(Collectors.toMap(Tag::key, Tag::value));
  }
}
