package dev.polyglot.deletion.boundary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.polyglot.deletion.control.LookupFailedException;
import dev.polyglot.deletion.entity.KubernetesCluster;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AwsComputeTest {

  private static final KubernetesCluster CLUSTER =
      new KubernetesCluster("polyglot-dev", "eu-west-3");
  private static final String PROFILES = "GET /clusters/polyglot-dev/fargate-profiles";
  private static final String NODE_GROUPS = "GET /clusters/polyglot-dev/node-groups";

  private final HttpStub stub = new HttpStub();
  private final AwsCompute compute = new AwsCompute(stub.client());

  AwsComputeTest() throws IOException {}

  @BeforeEach
  void serve() {
    stub.signIn();
    stub.answer(PROFILES, "{\"fargateProfileNames\": [\"batch\"]}");
    stub.answer(NODE_GROUPS, "{\"nodegroups\": [\"spot\"]}");
  }

  @AfterEach
  void close() {
    stub.close();
  }

  @Test
  void isNamedByKind() {
    assertThat(compute.in(CLUSTER)).containsExactly("Fargate profile batch", "node group spot");
  }

  @Test
  void isAskedForPageByPageInTheClustersRegion() {
    stub.answerOnce(NODE_GROUPS, "{\"nodegroups\": [\"first\"], \"nextToken\": \"two\"}");
    assertThat(compute.in(CLUSTER))
        .containsExactly("Fargate profile batch", "node group first", "node group spot");
    List<HttpStub.Question> calls =
        stub.asked().stream().filter(question -> question.line().equals(NODE_GROUPS)).toList();
    assertThat(calls).extracting(HttpStub.Question::query).containsExactly("", "nextToken=two");
    assertThat(calls.get(0).header("Authorization")).contains("/eu-west-3/eks/aws4_request");
  }

  @Test
  void isNoneWhereTheClusterHasGone() {
    stub.refuse(PROFILES, 404, "ResourceNotFoundException", "{\"message\": \"No cluster found\"}");
    stub.refuse(
        NODE_GROUPS, 404, "ResourceNotFoundException", "{\"message\": \"No cluster found\"}");
    assertThat(compute.in(CLUSTER)).isEmpty();
  }

  @Test
  void failsWithWhatAwsSaid() {
    stub.refuse(
        PROFILES, 403, "AccessDeniedException", "{\"message\": \"not eks:ListFargateProfiles\"}");
    assertThatExceptionOfType(LookupFailedException.class)
        .isThrownBy(() -> compute.in(CLUSTER))
        .withMessage("AccessDeniedException: not eks:ListFargateProfiles");
  }
}
