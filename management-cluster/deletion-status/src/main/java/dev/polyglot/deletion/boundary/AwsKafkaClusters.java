package dev.polyglot.deletion.boundary;

import dev.polyglot.deletion.control.KafkaClusters;
import dev.polyglot.deletion.control.KafkaRefusedException;
import dev.polyglot.deletion.entity.KafkaCluster;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.http.SdkHttpMethod;

/**
 * MSK's clusters in the account that the AWS providers are signed in to: {@code
 * kafka:ListClusters}, {@code kafka:DescribeCluster} and {@code kafka:DeleteCluster}.
 */
final class AwsKafkaClusters implements KafkaClusters {

  private static final String CLUSTERS = "/v1/clusters";

  private final AwsRestApi msk;

  AwsKafkaClusters(KubernetesClient client) {
    msk = new AwsRestApi(client, "MSK", List.of("kafka", "msk"), KafkaRefusedException::new);
  }

  @Override
  public List<Listing> listed(String region) {
    List<Listing> all = new ArrayList<>();
    Optional<String> next = Optional.empty();
    do {
      GenericKubernetesResource page = page(region, next);
      Fields.objects(page, "clusterInfoList").forEach(cluster -> all.add(listing(cluster)));
      next = Fields.text(page, "nextToken");
    } while (next.isPresent());
    return all;
  }

  private GenericKubernetesResource page(String region, Optional<String> from) {
    return msk.ask(
            region,
            request -> {
              request.method(SdkHttpMethod.GET).encodedPath(CLUSTERS);
              from.ifPresent(token -> request.putRawQueryParameter("nextToken", token));
            })
        .orElseThrow(() -> new KafkaRefusedException("MSK has no list of clusters", null));
  }

  private static Listing listing(Map<String, Object> cluster) {
    return new Listing(
        Fields.text(cluster, "clusterArn")
            .orElseThrow(() -> incomplete("clusterInfoList[].clusterArn")),
        Fields.textsOf(cluster, "tags"));
  }

  @Override
  public Optional<Description> describe(KafkaCluster cluster) {
    return ask(SdkHttpMethod.GET, cluster)
        .map(
            answer ->
                new Description(
                    clusterInfo(answer, "clusterArn"),
                    clusterInfo(answer, "clusterName"),
                    clusterInfo(answer, "state")));
  }

  @Override
  public void delete(KafkaCluster cluster) {
    ask(SdkHttpMethod.DELETE, cluster);
  }

  private static String clusterInfo(GenericKubernetesResource answer, String field) {
    return Fields.text(answer, "clusterInfo", field)
        .orElseThrow(() -> incomplete("clusterInfo." + field));
  }

  private static KafkaRefusedException incomplete(String field) {
    return new KafkaRefusedException("MSK's answer has no " + field, null);
  }

  /** The answer about one cluster; empty if there is none. */
  private Optional<GenericKubernetesResource> ask(SdkHttpMethod method, KafkaCluster cluster) {
    return msk.ask(
        cluster.region(),
        request ->
            request
                .method(method)
                .encodedPath(
                    CLUSTERS + "/" + URLEncoder.encode(cluster.arn(), StandardCharsets.UTF_8)));
  }
}
