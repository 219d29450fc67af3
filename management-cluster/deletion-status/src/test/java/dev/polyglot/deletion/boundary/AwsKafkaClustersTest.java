package dev.polyglot.deletion.boundary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.polyglot.deletion.control.KafkaClusters.Description;
import dev.polyglot.deletion.control.KafkaClusters.Listing;
import dev.polyglot.deletion.control.KafkaRefusedException;
import dev.polyglot.deletion.entity.KafkaCluster;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AwsKafkaClustersTest {

  private static final String ARN =
      "arn:aws:kafka:eu-west-3:123456789012:cluster/polyglot-dev/0a1b2c3d-22-5";
  private static final KafkaCluster CLUSTER = new KafkaCluster(ARN, "polyglot-dev", "eu-west-3");
  private static final String LIST = "GET /v1/clusters";
  private static final String GET = "GET /v1/clusters/" + ARN;
  private static final String DELETE = "DELETE /v1/clusters/" + ARN;
  private static final String CONFIG = "GET /apis/aws.upbound.io/v1beta1/providerconfigs/default";

  private final HttpStub stub = new HttpStub();
  private final AwsKafkaClusters clusters = new AwsKafkaClusters(stub.client());

  AwsKafkaClustersTest() throws IOException {}

  @BeforeEach
  void serve() {
    stub.signIn();
    stub.answer(
        GET,
        """
        {"clusterInfo": {"clusterArn": "%s", "clusterName": "polyglot-dev", "state": "FAILED",
          "numberOfBrokerNodes": 3, "tags": {}}}"""
            .formatted(ARN));
    stub.answer(DELETE, "{\"clusterArn\": \"%s\", \"state\": \"DELETING\"}".formatted(ARN));
  }

  @AfterEach
  void close() {
    stub.close();
  }

  @Test
  void areDescribedWithTheirState() {
    assertThat(clusters.describe(CLUSTER)).contains(new Description(ARN, "polyglot-dev", "FAILED"));
    assertThat(stub.lines()).contains(GET).doesNotContain(DELETE);
  }

  @Test
  void areListedPageByPageWithTheirTags() {
    stub.answer(LIST, "{\"clusterInfoList\": [{\"clusterArn\": \"%s-2\"}]}".formatted(ARN));
    stub.answerOnce(
        LIST,
        """
        {"clusterInfoList": [
          {"clusterArn": "%s", "clusterName": "polyglot-dev", "tags": {"crossplane-name": "dev-x7-cluster"}}],
         "nextToken": "two"}"""
            .formatted(ARN));
    assertThat(clusters.listed("eu-west-3"))
        .containsExactly(
            new Listing(ARN, Map.of("crossplane-name", "dev-x7-cluster")),
            new Listing(ARN + "-2", Map.of()));
    List<HttpStub.Question> calls =
        stub.asked().stream().filter(question -> question.line().equals(LIST)).toList();
    assertThat(calls).extracting(HttpStub.Question::query).containsExactly("", "nextToken=two");
    assertThat(calls.get(1).header("Authorization")).contains("/eu-west-3/kafka/aws4_request");
  }

  @Test
  void areNotListedWhereMskRefuses() {
    stub.refuse(LIST, 403, "AccessDeniedException", "{\"Message\": \"not kafka:ListClusters\"}");
    assertThatExceptionOfType(KafkaRefusedException.class)
        .isThrownBy(() -> clusters.listed("eu-west-3"))
        .withMessage("AccessDeniedException: not kafka:ListClusters");
    stub.answer(LIST, "{\"clusterInfoList\": [{}]}");
    assertThatExceptionOfType(KafkaRefusedException.class)
        .isThrownBy(() -> clusters.listed("eu-west-3"))
        .withMessage("MSK's answer has no clusterInfoList[].clusterArn");
  }

  @Test
  void areNoneWhereMskKnowsNone() {
    stub.refuse(GET, 404, "NotFoundException", "{\"message\": \"no such cluster\"}");
    assertThat(clusters.describe(CLUSTER)).isEmpty();
  }

  @Test
  void areDeletedByTheirArnInTheirRegionWithTheProvidersCredentials() {
    clusters.delete(CLUSTER);
    List<HttpStub.Question> calls =
        stub.asked().stream().filter(question -> question.line().equals(DELETE)).toList();
    assertThat(calls).hasSize(1);
    assertThat(calls.get(0).path())
        .isEqualTo(
            "/v1/clusters/arn%3Aaws%3Akafka%3Aeu-west-3%3A123456789012%3Acluster%2Fpolyglot-dev%2F0a1b2c3d-22-5");
    assertThat(calls.get(0).header("Authorization"))
        .contains("Credential=AKIDOFTHESECRET/")
        .contains("/eu-west-3/kafka/aws4_request");
  }

  @Test
  void areDeletedAlreadyWhereMskKnowsNone() {
    stub.refuse(DELETE, 404, "NotFoundException", "{\"message\": \"no such cluster\"}");
    clusters.delete(CLUSTER);
    assertThat(stub.lines()).filteredOn(DELETE::equals).hasSize(1);
  }

  @Test
  void failWithWhatMskSaid() {
    stub.refuse(
        DELETE,
        400,
        "BadRequestException:http://internal.amazon.com/",
        "{\"message\": \"You can't delete it.\", \"invalidParameter\": \"clusterArn\"}");
    assertThatExceptionOfType(KafkaRefusedException.class)
        .isThrownBy(() -> clusters.delete(CLUSTER))
        .withMessage("BadRequestException: You can't delete it.");
  }

  @Test
  void failWithWhatIamSaid() {
    stub.refuse(
        GET,
        403,
        "AccessDeniedException",
        "{\"Message\": \"User is not authorized to perform: kafka:DescribeCluster\"}");
    assertThatExceptionOfType(KafkaRefusedException.class)
        .isThrownBy(() -> clusters.describe(CLUSTER))
        .withMessage(
            "AccessDeniedException: User is not authorized to perform: kafka:DescribeCluster");
  }

  @Test
  void failWhereTheAnswerIsNotAsExpected() {
    stub.answer(GET, "{\"clusterInfo\": {\"clusterArn\": \"%s\"}}".formatted(ARN));
    assertThatExceptionOfType(KafkaRefusedException.class)
        .isThrownBy(() -> clusters.describe(CLUSTER))
        .withMessage("MSK's answer has no clusterInfo.clusterName");
    stub.answer(GET, "<html></html>");
    assertThatExceptionOfType(KafkaRefusedException.class)
        .isThrownBy(() -> clusters.describe(CLUSTER))
        .withMessage("MSK's answer is no JSON object");
  }

  @Test
  void failWithoutAProviderConfig() {
    stub.answer(CONFIG, 404, "");
    assertThatExceptionOfType(KafkaRefusedException.class)
        .isThrownBy(() -> clusters.describe(CLUSTER))
        .withMessage("there is no ProviderConfig 'default' of aws.upbound.io");
  }
}
