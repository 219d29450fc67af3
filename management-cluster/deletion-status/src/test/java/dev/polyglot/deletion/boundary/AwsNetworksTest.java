package dev.polyglot.deletion.boundary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.polyglot.deletion.control.LookupFailedException;
import dev.polyglot.deletion.entity.LoadBalancer;
import dev.polyglot.deletion.entity.NetworkInterface;
import dev.polyglot.deletion.entity.NetworkPart;
import dev.polyglot.deletion.entity.SecurityGroup;
import dev.polyglot.deletion.entity.Vpc;
import dev.polyglot.deletion.entity.VpcContents;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AwsNetworksTest {

  private static final Vpc VPC = new Vpc("vpc-1", "eu-west-3");
  private static final String CONFIG = "GET /apis/aws.upbound.io/v1beta1/providerconfigs/default";
  private static final String SECRET =
      "GET /api/v1/namespaces/crossplane-system/secrets/aws-credentials";
  private static final String ARN =
      "arn:aws:elasticloadbalancing:eu-west-3:1:loadbalancer/app/shop/50dc";

  private final HttpStub stub = new HttpStub();
  private final AwsNetworks networks = new AwsNetworks(stub.client());

  AwsNetworksTest() throws IOException {}

  @BeforeEach
  void serve() {
    stub.answer(CONFIG, config("[ec2, elbv2]"));
    stub.answer(SECRET, secret("credentials"));
    stub.answer(
        "POST / DescribeLoadBalancers",
        """
        <DescribeLoadBalancersResponse><DescribeLoadBalancersResult><LoadBalancers>
          <member><LoadBalancerArn>%s</LoadBalancerArn><LoadBalancerName>shop</LoadBalancerName>
            <VpcId>vpc-1</VpcId><SecurityGroups><member>sg-1</member></SecurityGroups></member>
          <member><LoadBalancerArn>arn:other</LoadBalancerArn><LoadBalancerName>other</LoadBalancerName>
            <VpcId>vpc-2</VpcId></member>
        </LoadBalancers></DescribeLoadBalancersResult></DescribeLoadBalancersResponse>"""
            .formatted(ARN));
    stub.answer(
        "POST / DescribeTags",
        """
        <DescribeTagsResponse><DescribeTagsResult><TagDescriptions><member>
          <ResourceArn>%s</ResourceArn>
          <Tags><member><Key>Owner</Key><Value>ann</Value></member></Tags>
        </member></TagDescriptions></DescribeTagsResult></DescribeTagsResponse>"""
            .formatted(ARN));
    stub.answer(
        "POST / DescribeSecurityGroups",
        """
        <DescribeSecurityGroupsResponse><securityGroupInfo>
          <item><groupId>sg-1</groupId><groupName>web</groupName>
            <ipPermissions><item><groups>
              <item><groupId>sg-1</groupId></item><item><groupId>sg-2</groupId></item>
            </groups></item></ipPermissions>
            <ipPermissionsEgress><item><groups>
              <item><groupId>sg-3</groupId></item>
            </groups></item></ipPermissionsEgress>
            <tagSet><item><key>Name</key><value>w</value></item></tagSet></item>
        </securityGroupInfo></DescribeSecurityGroupsResponse>""");
    stub.answer(
        "POST / DescribeNetworkInterfaces",
        """
        <DescribeNetworkInterfacesResponse><networkInterfaceSet>
          <item><networkInterfaceId>eni-1</networkInterfaceId><description>ELB app/shop/50dc</description>
            <requesterId>amazon-elb</requesterId></item>
          <item><networkInterfaceId>eni-2</networkInterfaceId>
            <attachment><instanceId>i-1</instanceId></attachment>
            <tagSet><item><key>Name</key><value>n</value></item></tagSet></item>
        </networkInterfaceSet></DescribeNetworkInterfacesResponse>""");
    stub.answer(
        "POST / DescribeSubnets",
        """
        <DescribeSubnetsResponse><subnetSet>
          <item><subnetId>subnet-1</subnetId>
            <tagSet><item><key>Name</key><value>s</value></item></tagSet></item>
        </subnetSet></DescribeSubnetsResponse>""");
    stub.answer(
        "POST / DescribeRouteTables",
        """
        <DescribeRouteTablesResponse><routeTableSet>
          <item><routeTableId>rtb-main</routeTableId>
            <associationSet><item><main>true</main></item></associationSet></item>
          <item><routeTableId>rtb-1</routeTableId>
            <associationSet><item><main>false</main></item></associationSet></item>
        </routeTableSet></DescribeRouteTablesResponse>""");
    stub.answer(
        "POST / DescribeVpcEndpoints",
        """
        <DescribeVpcEndpointsResponse><vpcEndpointSet>
          <item><vpcEndpointId>vpce-1</vpcEndpointId><state>Available</state></item>
          <item><vpcEndpointId>vpce-2</vpcEndpointId><state>Deleted</state></item>
        </vpcEndpointSet></DescribeVpcEndpointsResponse>""");
    stub.answer(
        "POST / DescribeNatGateways",
        """
        <DescribeNatGatewaysResponse><natGatewaySet>
          <item><natGatewayId>nat-1</natGatewayId><state>deleting</state></item>
          <item><natGatewayId>nat-2</natGatewayId><state>deleted</state></item>
        </natGatewaySet></DescribeNatGatewaysResponse>""");
  }

  @AfterEach
  void close() {
    stub.close();
  }

  @Test
  void tellWhatIsInOne() {
    assertThat(networks.contents(VPC))
        .isEqualTo(
            new VpcContents(
                List.of(new LoadBalancer(ARN, "shop", Set.of("sg-1"), Map.of("Owner", "ann"))),
                List.of(
                    new SecurityGroup("sg-1", "web", Set.of("sg-2", "sg-3"), Map.of("Name", "w"))),
                List.of(
                    new NetworkInterface(
                        "eni-1",
                        "ELB app/shop/50dc",
                        Optional.of("amazon-elb"),
                        Optional.empty(),
                        Map.of()),
                    new NetworkInterface(
                        "eni-2", "", Optional.empty(), Optional.of("i-1"), Map.of("Name", "n"))),
                List.of(
                    new NetworkPart("subnet", "subnet-1", Map.of("Name", "s")),
                    new NetworkPart("route table", "rtb-1", Map.of()),
                    new NetworkPart("VPC endpoint", "vpce-1", Map.of()),
                    new NetworkPart("NAT gateway", "nat-1", Map.of()))));
  }

  @Test
  void areAskedAboutThatOneInItsRegionWithTheProvidersCredentials() {
    networks.contents(VPC);
    List<HttpStub.Question> calls =
        stub.asked().stream().filter(question -> question.line().startsWith("POST")).toList();
    assertThat(calls)
        .extracting(HttpStub.Question::line)
        .containsExactly(
            "POST / DescribeLoadBalancers",
            "POST / DescribeTags",
            "POST / DescribeSecurityGroups",
            "POST / DescribeNetworkInterfaces",
            "POST / DescribeSubnets",
            "POST / DescribeRouteTables",
            "POST / DescribeVpcEndpoints",
            "POST / DescribeNatGateways");
    assertThat(calls.get(1).body()).doesNotContain("other");
    assertThat(calls.subList(2, 8))
        .allSatisfy(
            call ->
                assertThat(call.body()).contains("Filter.1.Name=vpc-id&Filter.1.Value.1=vpc-1"));
    assertThat(calls)
        .allSatisfy(
            call ->
                assertThat(call.header("Authorization"))
                    .contains("Credential=AKIDOFTHESECRET/")
                    .contains("/eu-west-3/"));
  }

  @Test
  void areNotAskedForTheTagsOfNothing() {
    stub.answer(
        "POST / DescribeLoadBalancers",
        "<DescribeLoadBalancersResponse><DescribeLoadBalancersResult/></DescribeLoadBalancersResponse>");
    assertThat(networks.contents(VPC).loadBalancers()).isEmpty();
    assertThat(stub.lines()).doesNotContain("POST / DescribeTags");
  }

  @Test
  void areAskedForAllPagesOfLoadBalancers() {
    stub.answerOnce(
        "POST / DescribeLoadBalancers",
        """
        <DescribeLoadBalancersResponse><DescribeLoadBalancersResult>
          <LoadBalancers/><NextMarker>more+1</NextMarker>
        </DescribeLoadBalancersResult></DescribeLoadBalancersResponse>""");
    assertThat(networks.contents(VPC).loadBalancers()).hasSize(1);
    List<HttpStub.Question> pages =
        stub.asked().stream()
            .filter(question -> question.line().equals("POST / DescribeLoadBalancers"))
            .toList();
    assertThat(pages)
        .extracting(HttpStub.Question::body)
        .containsExactly(
            "Action=DescribeLoadBalancers&Version=2015-12-01",
            "Action=DescribeLoadBalancers&Version=2015-12-01&Marker=more%2B1");
  }

  @Test
  void failWithWhatElasticLoadBalancingSaid() {
    stub.answer(
        "POST / DescribeLoadBalancers",
        403,
        """
        <ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code>
          <Message>not authorized to perform: elasticloadbalancing:DescribeLoadBalancers</Message>
        </Error><RequestId>7c1d</RequestId></ErrorResponse>""");
    assertFails(
        "AccessDenied: not authorized to perform: elasticloadbalancing:DescribeLoadBalancers");
  }

  @Test
  void failWhereTheAnswerIsNoXml() {
    stub.answer("POST / DescribeLoadBalancers", "{}");
    assertThatExceptionOfType(LookupFailedException.class)
        .isThrownBy(() -> networks.contents(VPC))
        .withMessageStartingWith(stub.address() + ": the answer is not as expected: ");
  }

  @Test
  void failWithWhatAwsSaid() {
    stub.answer(
        "POST / DescribeSecurityGroups",
        403,
        """
        <Response><Errors><Error><Code>UnauthorizedOperation</Code><Message>You are not authorized.</Message>
        </Error></Errors><RequestID>7c1d</RequestID></Response>""");
    assertFails("UnauthorizedOperation: You are not authorized.");
  }

  @Test
  void failWithoutAProviderConfig() {
    stub.answer(CONFIG, 404, "");
    assertFails("there is no ProviderConfig 'default' of aws.upbound.io");
  }

  @Test
  void failWithoutTheSecret() {
    stub.answer(SECRET, 404, "");
    assertFails(
        "there is no Secret crossplane-system/aws-credentials with the key credentials, which the"
            + " ProviderConfig 'default' names");
  }

  @Test
  void failWithoutTheSecretsKey() {
    stub.answer(SECRET, secret("other"));
    assertFails(
        "there is no Secret crossplane-system/aws-credentials with the key credentials, which the"
            + " ProviderConfig 'default' names");
  }

  @Test
  void failWhereTheProviderConfigNamesNoSecret() {
    stub.answer(CONFIG, "{\"spec\": {\"credentials\": {\"source\": \"Secret\"}}}");
    assertFails("the ProviderConfig 'default' has no spec.credentials.secretRef.namespace");
  }

  private void assertFails(String message) {
    assertThatExceptionOfType(LookupFailedException.class)
        .isThrownBy(() -> networks.contents(VPC))
        .withMessage(message);
  }

  private String config(String services) {
    return io.fabric8.kubernetes.client.utils.Serialization.asJson(
        io.fabric8.kubernetes.client.utils.Serialization.unmarshal(
            """
            apiVersion: aws.upbound.io/v1beta1
            kind: ProviderConfig
            metadata: {name: default}
            spec:
              credentials:
                source: Secret
                secretRef: {namespace: crossplane-system, name: aws-credentials, key: credentials}
              endpoint:
                services: %s
                url: {type: Static, static: "%s"}
            """
                .formatted(services, stub.address()),
            Map.class));
  }

  private static String secret(String key) {
    String profile =
        "[default]\naws_access_key_id = AKIDOFTHESECRET\naws_secret_access_key = secret\n";
    return "{\"apiVersion\": \"v1\", \"kind\": \"Secret\", \"metadata\": {\"name\": \"aws-credentials\"}, \"data\": {\"%s\": \"%s\"}}"
        .formatted(
            key, Base64.getEncoder().encodeToString(profile.getBytes(StandardCharsets.UTF_8)));
  }
}
