package dev.polyglot.deletion.boundary;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.polyglot.deletion.control.ExternalNames;
import dev.polyglot.deletion.entity.UnnamedResource;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KubernetesUnnamedResourcesTest {

  private static final String EC2 = "/apis/ec2.aws.upbound.io/v1beta1/";
  private static final String BROKERS = "/apis/kafka.aws.upbound.io/v1beta2/clusters";
  private static final String PATCH = "PATCH " + EC2 + "natgateways/dev-x7-network-nat-a";
  private static final UnnamedResource GATEWAY =
      new UnnamedResource(
          "NATGateway.ec2",
          "dev-x7-network-nat-a",
          "uid-1",
          "eu-west-3",
          Instant.parse("2026-11-22T10:00:00Z"));

  private final HttpStub cluster = new HttpStub();
  private final KubernetesUnnamedResources resources =
      new KubernetesUnnamedResources(cluster.client());

  KubernetesUnnamedResourcesTest() throws IOException {}

  @AfterEach
  void close() {
    cluster.close();
  }

  @Test
  void areThoseWithoutAnExternalNameInTheProvidersAccount() {
    serve(
        EC2 + "natgateways",
        "NATGateway",
        item("dev-x7-network-nat-a", "", ""),
        item("named", "\"crossplane.io/external-name\": \"nat-1\"", ""),
        item("default", "\"team\": \"shop\"", ", \"providerConfigRef\": {\"name\": \"default\"}"),
        item("elsewhere", "", ", \"providerConfigRef\": {\"name\": \"another-account\"}"));
    assertThat(resources.list())
        .containsExactly(
            GATEWAY,
            new UnnamedResource(
                "NATGateway.ec2", "default", "uid-1", "eu-west-3", GATEWAY.createdAt()));
  }

  @Test
  void areOfEachKindThatAwsNames() {
    for (String plural :
        List.of(
            "eips",
            "instances",
            "internetgateways",
            "natgateways",
            "routetables",
            "securitygroups",
            "subnets",
            "vpcs",
            "vpcendpoints")) {
      serve(EC2 + plural, "Any", item("one", "", ""));
    }
    serve(BROKERS, "Cluster", item("one", "", ""));
    assertThat(resources.list().stream().map(UnnamedResource::kind).collect(toSet()))
        .isEqualTo(ExternalNames.kinds());
  }

  @Test
  void areNoneWhereTheKindsAreNotDefined() {
    assertThat(resources.list()).isEmpty();
    assertThat(cluster.lines()).hasSameSizeAs(ExternalNames.kinds());
  }

  @Test
  void areNotKnownWhereTheyMayNotBeListed() {
    cluster.answer("GET " + BROKERS, 403, "{\"kind\": \"Status\", \"message\": \"no\"}");
    assertThatExceptionOfType(KubernetesClientException.class).isThrownBy(resources::list);
  }

  @Test
  void areGivenTheirExternalNameAndNothingElse() {
    cluster.answer(PATCH, item("dev-x7-network-nat-a", "", ""));
    resources.name(GATEWAY, "nat-0a1b");
    List<HttpStub.Question> patches = patches();
    assertThat(patches).hasSize(1);
    assertThat(patches.get(0).header("Content-type")).startsWith("application/merge-patch+json");
    assertThat(patches.get(0).body())
        .contains("\"uid\":\"uid-1\"")
        .contains("\"crossplane.io/external-name\":\"nat-0a1b\"")
        .doesNotContain("spec", "resourceVersion", "finalizers");
  }

  @Test
  void areLeftWhereTheyAreGoneOrOthersOfTheirName() {
    resources.name(GATEWAY, "nat-0a1b");
    cluster.answer(
        PATCH, 422, "{\"kind\": \"Status\", \"message\": \"metadata.uid: field is immutable\"}");
    resources.name(GATEWAY, "nat-0a1b");
    assertThat(patches()).hasSize(2);
  }

  @Test
  void areNotNamedInSilenceWhereThatIsForbidden() {
    cluster.answer(PATCH, 403, "{\"kind\": \"Status\", \"message\": \"no\"}");
    assertThatExceptionOfType(KubernetesClientException.class)
        .isThrownBy(() -> resources.name(GATEWAY, "nat-0a1b"));
  }

  private List<HttpStub.Question> patches() {
    return cluster.asked().stream().filter(question -> question.line().equals(PATCH)).toList();
  }

  private void serve(String path, String kind, String... items) {
    cluster.answer(
        "GET " + path,
        """
        {"apiVersion": "v1", "kind": "%sList", "items": [%s]}"""
            .formatted(kind, String.join(", ", items)));
  }

  private static String item(String name, String annotations, String spec) {
    return """
        {"apiVersion": "ec2.aws.upbound.io/v1beta1", "kind": "NATGateway",
         "metadata": {"name": "%s", "uid": "uid-1", "creationTimestamp": "2026-11-22T10:00:00Z",
           "annotations": {%s}},
         "spec": {"forProvider": {"region": "eu-west-3"}%s}}"""
        .formatted(name, annotations, spec);
  }
}
