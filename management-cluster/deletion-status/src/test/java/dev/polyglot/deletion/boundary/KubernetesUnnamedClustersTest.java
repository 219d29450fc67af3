package dev.polyglot.deletion.boundary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.polyglot.deletion.entity.KafkaCluster;
import dev.polyglot.deletion.entity.UnnamedCluster;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KubernetesUnnamedClustersTest {

  private static final String LIST = "GET /apis/kafka.aws.upbound.io/v1beta2/clusters";
  private static final String PATCH =
      "PATCH /apis/kafka.aws.upbound.io/v1beta2/clusters/dev-x7-cluster";
  private static final KafkaCluster CLUSTER =
      new KafkaCluster(
          "arn:aws:kafka:eu-west-3:123456789012:cluster/polyglot-dev/0a1b2c3d-22-5",
          "polyglot-dev",
          "eu-west-3");
  private static final UnnamedCluster UNNAMED =
      new UnnamedCluster("dev-x7-cluster", "uid-1", "polyglot-dev", "eu-west-3");

  private final HttpStub cluster = new HttpStub();
  private final KubernetesUnnamedClusters clusters =
      new KubernetesUnnamedClusters(cluster.client());

  KubernetesUnnamedClustersTest() throws IOException {}

  @AfterEach
  void close() {
    cluster.close();
  }

  @Test
  void areThoseWithoutAnExternalNameInTheProvidersAccount() {
    serve(
        item("dev-x7-cluster", "", ""),
        item("named", "\"crossplane.io/external-name\": \"arn\"", ""),
        item("default", "\"team\": \"shop\"", ", \"providerConfigRef\": {\"name\": \"default\"}"),
        item("elsewhere", "", ", \"providerConfigRef\": {\"name\": \"another-account\"}"));
    assertThat(clusters.list())
        .containsExactly(
            UNNAMED, new UnnamedCluster("default", "uid-1", "polyglot-dev", "eu-west-3"));
  }

  @Test
  void areNoneWhereTheKindIsNotDefined() {
    assertThat(clusters.list()).isEmpty();
    assertThat(cluster.lines()).containsExactly(LIST);
  }

  @Test
  void areNotKnownWhereTheyMayNotBeListed() {
    cluster.answer(LIST, 403, "{\"kind\": \"Status\", \"message\": \"no\"}");
    assertThatExceptionOfType(KubernetesClientException.class).isThrownBy(clusters::list);
  }

  @Test
  void areGivenTheArnAsTheirExternalNameAndNothingElse() {
    cluster.answer(PATCH, item("dev-x7-cluster", "", ""));
    clusters.name(UNNAMED, CLUSTER);
    List<HttpStub.Question> patches = patches();
    assertThat(patches).hasSize(1);
    assertThat(patches.get(0).header("Content-type")).startsWith("application/merge-patch+json");
    assertThat(patches.get(0).body())
        .contains("\"uid\":\"uid-1\"")
        .contains("\"crossplane.io/external-name\":\"" + CLUSTER.arn() + "\"")
        .doesNotContain("spec", "resourceVersion", "finalizers");
  }

  @Test
  void areLeftWhereTheyAreGoneOrOthersOfTheirName() {
    clusters.name(UNNAMED, CLUSTER);
    cluster.answer(PATCH, 409, "{\"kind\": \"Status\", \"message\": \"another uid\"}");
    clusters.name(UNNAMED, CLUSTER);
    assertThat(patches()).hasSize(2);
  }

  @Test
  void areNotNamedInSilenceWhereThatIsForbidden() {
    cluster.answer(PATCH, 403, "{\"kind\": \"Status\", \"message\": \"no\"}");
    assertThatExceptionOfType(KubernetesClientException.class)
        .isThrownBy(() -> clusters.name(UNNAMED, CLUSTER));
  }

  private List<HttpStub.Question> patches() {
    return cluster.asked().stream().filter(question -> question.line().equals(PATCH)).toList();
  }

  private void serve(String... items) {
    cluster.answer(
        LIST,
        """
        {"apiVersion": "kafka.aws.upbound.io/v1beta2", "kind": "ClusterList", "items": [%s]}"""
            .formatted(String.join(", ", items)));
  }

  private static String item(String name, String annotations, String spec) {
    return """
        {"apiVersion": "kafka.aws.upbound.io/v1beta2", "kind": "Cluster",
         "metadata": {"name": "%s", "uid": "uid-1", "annotations": {%s}},
         "spec": {"forProvider": {"region": "eu-west-3", "clusterName": "polyglot-dev"}%s}}"""
        .formatted(name, annotations, spec);
  }
}
