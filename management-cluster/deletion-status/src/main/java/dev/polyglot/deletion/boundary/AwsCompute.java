package dev.polyglot.deletion.boundary;

import dev.polyglot.deletion.control.Compute;
import dev.polyglot.deletion.control.LookupFailedException;
import dev.polyglot.deletion.entity.KubernetesCluster;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.http.SdkHttpMethod;

/**
 * The Fargate profiles and node groups of EKS's clusters in the account that the AWS providers are
 * signed in to. It reads only: {@code eks:ListFargateProfiles} and {@code eks:ListNodegroups}.
 */
final class AwsCompute implements Compute {

  private final AwsRestApi eks;

  AwsCompute(KubernetesClient client) {
    eks = new AwsRestApi(client, "EKS", List.of("eks"), LookupFailedException::new);
  }

  @Override
  public List<String> in(KubernetesCluster cluster) {
    return Stream.concat(
            names(cluster, "fargate-profiles", "fargateProfileNames").stream()
                .map("Fargate profile %s"::formatted),
            names(cluster, "node-groups", "nodegroups").stream().map("node group %s"::formatted))
        .toList();
  }

  private List<String> names(KubernetesCluster cluster, String path, String field) {
    List<String> all = new ArrayList<>();
    Optional<String> next = Optional.empty();
    do {
      Optional<String> from = next;
      Optional<GenericKubernetesResource> page =
          eks.ask(
              cluster.region(),
              request -> {
                request
                    .method(SdkHttpMethod.GET)
                    .encodedPath("/clusters/%s/%s".formatted(cluster.name(), path));
                from.ifPresent(token -> request.putRawQueryParameter("nextToken", token));
              });
      page.ifPresent(names -> all.addAll(Fields.texts(names, field)));
      next = page.flatMap(names -> Fields.text(names, "nextToken"));
    } while (next.isPresent());
    return all;
  }
}
