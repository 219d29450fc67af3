package dev.polyglot.deletion.boundary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.polyglot.deletion.entity.ManagedResource;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KubernetesResourcesTest {

  private static final String VPCS = "GET /apis/ec2.aws.upbound.io/v1beta1/vpcs";
  private static final String INSTANCES = "GET /apis/ec2.aws.upbound.io/v1beta1/instances";
  private static final String KEYS = "GET /apis/kms.aws.upbound.io/v1beta1/keys";

  private Instant now = Instant.parse("2026-11-22T10:00:00Z");
  private final InstantSource source = () -> now;
  private final HttpStub cluster = new HttpStub();
  private final KubernetesResources resources =
      new KubernetesResources(cluster.client(), source.withZone(ZoneOffset.UTC));

  KubernetesResourcesTest() throws IOException {}

  @BeforeEach
  void serveKinds() {
    cluster.answer(
        "GET /apis",
        """
        {"kind": "APIGroupList", "groups": [
          {"name": "apps", "versions": [{"groupVersion": "apps/v1", "version": "v1"}]},
          {"name": "ec2.aws.m.upbound.io", "versions": [
            {"groupVersion": "ec2.aws.m.upbound.io/v1beta1", "version": "v1beta1"}]},
          {"name": "ec2.aws.upbound.io", "versions": [
            {"groupVersion": "ec2.aws.upbound.io/v1beta2", "version": "v1beta2"},
            {"groupVersion": "ec2.aws.upbound.io/v1beta1", "version": "v1beta1"}]},
          {"name": "kms.aws.upbound.io", "versions": [
            {"groupVersion": "kms.aws.upbound.io/v1beta1", "version": "v1beta1"}]}]}""");
    cluster.answer(
        "GET /apis/ec2.aws.upbound.io/v1beta2", kinds("ec2.aws.upbound.io/v1beta2", "Instance"));
    cluster.answer(
        "GET /apis/ec2.aws.upbound.io/v1beta1",
        kinds("ec2.aws.upbound.io/v1beta1", "Instance", "VPC"));
    cluster.answer(
        "GET /apis/kms.aws.upbound.io/v1beta1", kinds("kms.aws.upbound.io/v1beta1", "Key"));
    cluster.answer(INSTANCES, list("ec2.aws.upbound.io/v1beta1", "Instance"));
    cluster.answer(VPCS, list("ec2.aws.upbound.io/v1beta1", "VPC"));
    cluster.answer(KEYS, list("kms.aws.upbound.io/v1beta1", "Key"));
  }

  @AfterEach
  void close() {
    cluster.close();
  }

  @Test
  void areAskedForOnceOfEachKindInItsOldestVersion() {
    assertThat(resources.of(Set.of("test-x7", "dev-x7"))).isEmpty();
    List<HttpStub.Question> lists =
        cluster.asked().stream().filter(question -> !question.query().isEmpty()).toList();
    assertThat(lists).extracting(HttpStub.Question::line).containsExactly(INSTANCES, KEYS, VPCS);
    assertThat(lists)
        .extracting(HttpStub.Question::query)
        .containsOnly("labelSelector=crossplane.io/composite in (dev-x7,test-x7)");
  }

  @Test
  void belongToTheCompositeOfTheirLabel() {
    cluster.answer(
        KEYS,
        list(
            "kms.aws.upbound.io/v1beta1",
            "Key",
            item("key-1", "dev-x7"),
            item("key-2", "test-x7")));
    cluster.answer(VPCS, list("ec2.aws.upbound.io/v1beta1", "VPC", item("vpc", "dev-x7")));
    Map<String, List<ManagedResource>> found = resources.of(Set.of("test-x7", "dev-x7"));
    assertThat(found).containsOnlyKeys("dev-x7", "test-x7");
    assertThat(found.get("dev-x7"))
        .extracting(ManagedResource::kind, ManagedResource::name)
        .containsExactlyInAnyOrder(
            org.assertj.core.groups.Tuple.tuple("Key.kms", "key-1"),
            org.assertj.core.groups.Tuple.tuple("VPC.ec2", "vpc"));
    assertThat(found.get("test-x7")).extracting(ManagedResource::name).containsExactly("key-2");
  }

  @Test
  void areOfKindsThatAreKnownForAMinute() {
    resources.of(Set.of("dev-x7"));
    now = now.plus(Duration.ofMinutes(1));
    resources.of(Set.of("dev-x7"));
    assertThat(cluster.lines()).filteredOn("GET /apis"::equals).hasSize(1);
    now = now.plusNanos(1);
    resources.of(Set.of("dev-x7"));
    assertThat(cluster.lines()).filteredOn("GET /apis"::equals).hasSize(2);
  }

  @Test
  void areNoneOfAKindThatHasGone() {
    cluster.answer(VPCS, 404, "");
    cluster.answer(KEYS, list("kms.aws.upbound.io/v1beta1", "Key", item("key-1", "dev-x7")));
    assertThat(resources.of(Set.of("dev-x7"))).containsOnlyKeys("dev-x7");
  }

  @Test
  void areNoneOfOthersKindsThatMayNotBeListed() {
    cluster.answer(VPCS, 403, "");
    cluster.answer(KEYS, list("kms.aws.upbound.io/v1beta1", "Key", item("key-1", "dev-x7")));
    assertThat(resources.of(Set.of("dev-x7"))).containsOnlyKeys("dev-x7");
  }

  @Test
  void areUnknownWhereOneKindIsNotTold() {
    cluster.answer(VPCS, 500, "");
    assertThatExceptionOfType(KubernetesClientException.class)
        .isThrownBy(() -> resources.of(Set.of("dev-x7")))
        .satisfies(e -> assertThat(e.getCode()).isEqualTo(500));
  }

  private static String kinds(String groupVersion, String... kinds) {
    StringBuilder text = new StringBuilder();
    for (String kind : kinds) {
      String plural = kind.toLowerCase(java.util.Locale.ROOT) + "s";
      text.append(
          """
          {"name": "%s", "kind": "%s", "namespaced": false, "verbs": ["list"],
           "categories": ["crossplane", "managed", "aws"]},
          {"name": "%s/status", "kind": "%s", "namespaced": false, "verbs": ["get"]},
          """
              .formatted(plural, kind, plural, kind));
    }
    return """
        {"kind": "APIResourceList", "apiVersion": "v1", "groupVersion": "%s", "resources": [
          %s {"name": "configs", "kind": "Config", "namespaced": false, "verbs": ["list"]}]}"""
        .formatted(groupVersion, text);
  }

  private static String item(String name, String composite) {
    return """
        {"metadata": {"name": "%s", "labels": {"crossplane.io/composite": "%s"}}}"""
        .formatted(name, composite);
  }

  private static String list(String apiVersion, String kind, String... items) {
    String typed = "{\"apiVersion\": \"%s\", \"kind\": \"%s\", ".formatted(apiVersion, kind);
    return """
        {"apiVersion": "%s", "kind": "%sList", "metadata": {}, "items": [%s]}"""
        .formatted(
            apiVersion,
            kind,
            String.join(",", items).replace("{\"metadata\"", typed + "\"metadata\""));
  }
}
