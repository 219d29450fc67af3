package dev.polyglot.deletion.boundary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.polyglot.deletion.control.LookupFailedException;
import dev.polyglot.deletion.entity.MadeResource;
import dev.polyglot.deletion.entity.UnnamedResource;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AwsMadeResourcesTest {

  private static final String TAGS = "POST / DescribeTags";
  private static final String CLUSTERS = "GET /v1/clusters";
  private static final String ARN =
      "arn:aws:kafka:eu-west-3:123456789012:cluster/polyglot-dev/0a1b2c3d-22-5";

  private final HttpStub stub = new HttpStub();
  private final AwsMadeResources resources =
      new AwsMadeResources(stub.client(), new AwsKafkaClusters(stub.client()));

  AwsMadeResourcesTest() throws IOException {}

  @BeforeEach
  void serve() {
    stub.signIn();
    stub.answer(
        TAGS,
        """
        <DescribeTagsResponse><tagSet>
          <item><resourceId>nat-1</resourceId><resourceType>natgateway</resourceType>
            <key>crossplane-name</key><value>dev-x7-nat-a</value></item>
          <item><resourceId>vpc-1</resourceId><resourceType>vpc</resourceType>
            <key>crossplane-name</key><value>dev-x7-vpc</value></item>
        </tagSet></DescribeTagsResponse>""");
    stub.answer(
        CLUSTERS,
        """
        {"clusterInfoList": [
          {"clusterArn": "%s", "tags": {"crossplane-name": "dev-x7-cluster"}},
          {"clusterArn": "arn:other", "tags": {"team": "shop"}}]}"""
            .formatted(ARN));
  }

  @AfterEach
  void close() {
    stub.close();
  }

  private static UnnamedResource unnamed(String kind, String name) {
    return new UnnamedResource(kind, name, "uid", "eu-west-3", Instant.EPOCH);
  }

  @Test
  void areFoundByTheNameInTheirTag() {
    assertThat(
            resources.of(
                "eu-west-3",
                List.of(
                    unnamed("NATGateway.ec2", "dev-x7-nat-a"),
                    unnamed("VPC.ec2", "dev-x7-vpc"),
                    unnamed("Cluster.kafka", "dev-x7-cluster"))))
        .containsExactly(
            new MadeResource("dev-x7-nat-a", "nat-1"),
            new MadeResource("dev-x7-vpc", "vpc-1"),
            new MadeResource("dev-x7-cluster", ARN));
    List<HttpStub.Question> tags = questions(TAGS);
    assertThat(tags).hasSize(1);
    assertThat(tags.get(0).body())
        .contains("Filter.1.Name=key", "Filter.1.Value.1=crossplane-name")
        .contains("Filter.2.Name=value", "Filter.2.Value.1=dev-x7-nat-a")
        .contains("Filter.2.Value.2=dev-x7-vpc")
        .doesNotContain("dev-x7-cluster");
    assertThat(tags.get(0).header("Authorization")).contains("/eu-west-3/ec2/aws4_request");
  }

  @Test
  void areAskedForOfTheServiceThatTheyAreOfOnly() {
    resources.of("eu-west-3", List.of(unnamed("VPC.ec2", "dev-x7-vpc")));
    assertThat(questions(TAGS)).hasSize(1);
    assertThat(questions(CLUSTERS)).isEmpty();
    resources.of("eu-west-3", List.of(unnamed("Cluster.kafka", "dev-x7-cluster")));
    assertThat(questions(TAGS)).hasSize(1);
    assertThat(questions(CLUSTERS)).hasSize(1);
  }

  @Test
  void areAskedForByAsManyNamesAsAFilterMayHave() {
    resources.of(
        "eu-west-3",
        IntStream.rangeClosed(1, AwsMadeResources.MOST_NAMES + 1)
            .mapToObj(number -> unnamed("Subnet.ec2", "subnet-" + number))
            .toList());
    List<HttpStub.Question> tags = questions(TAGS);
    assertThat(tags).hasSize(2);
    assertThat(tags.get(0).body()).contains("Filter.2.Value.200=subnet-200");
    assertThat(tags.get(1).body())
        .contains("Filter.2.Value.1=subnet-201")
        .doesNotContain("Filter.2.Value.2=");
  }

  @Test
  void failWithWhatAwsSaid() {
    stub.answer(
        TAGS,
        403,
        "<Response><Errors><Error><Code>UnauthorizedOperation</Code><Message>no</Message></Error></Errors></Response>");
    assertThatExceptionOfType(LookupFailedException.class)
        .isThrownBy(() -> resources.of("eu-west-3", List.of(unnamed("VPC.ec2", "vpc"))))
        .withMessage("UnauthorizedOperation: no");
    stub.refuse(CLUSTERS, 403, "AccessDeniedException", "{\"Message\": \"no\"}");
    assertThatExceptionOfType(LookupFailedException.class)
        .isThrownBy(() -> resources.of("eu-west-3", List.of(unnamed("Cluster.kafka", "one"))))
        .withMessage("AccessDeniedException: no");
  }

  private List<HttpStub.Question> questions(String line) {
    return stub.asked().stream().filter(question -> question.line().equals(line)).toList();
  }
}
