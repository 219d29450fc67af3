package dev.polyglot.deletion.boundary;

import dev.polyglot.deletion.control.KafkaClusters;
import dev.polyglot.deletion.control.KafkaRefusedException;
import dev.polyglot.deletion.control.LookupFailedException;
import dev.polyglot.deletion.control.MadeResources;
import dev.polyglot.deletion.entity.MadeResource;
import dev.polyglot.deletion.entity.UnnamedResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Filter;

/**
 * What the provider has made of EC2 and MSK, by the tag {@code crossplane-name}: {@code
 * ec2:DescribeTags} and {@code kafka:ListClusters}.
 */
final class AwsMadeResources implements MadeResources {

  static final String OWNER_TAG = "crossplane-name";

  /** As many values may be in a filter of EC2. */
  static final int MOST_NAMES = 200;

  private static final String EC2 = ".ec2";

  private final KubernetesClient client;
  private final KafkaClusters kafka;

  AwsMadeResources(KubernetesClient client, KafkaClusters kafka) {
    this.client = client;
    this.kafka = kafka;
  }

  @Override
  public List<MadeResource> of(String region, List<UnnamedResource> unnamed) {
    List<MadeResource> made = new ArrayList<>();
    List<String> names =
        unnamed.stream()
            .filter(resource -> resource.kind().endsWith(EC2))
            .map(UnnamedResource::name)
            .toList();
    if (!names.isEmpty()) {
      made.addAll(tagged(region, names));
    }
    if (names.size() < unnamed.size()) {
      made.addAll(clusters(region));
    }
    return made;
  }

  private List<MadeResource> tagged(String region, List<String> names) {
    List<MadeResource> tagged = new ArrayList<>();
    try (SdkHttpClient http = AwsHttp.client();
        Ec2Client ec2 = AwsEc2.client(http, ProviderAccess.read(client), region)) {
      for (int from = 0; from < names.size(); from += MOST_NAMES) {
        List<String> some = names.subList(from, Math.min(from + MOST_NAMES, names.size()));
        ec2.describeTagsPaginator(
                request ->
                    request.filters(filter("key", List.of(OWNER_TAG)), filter("value", some)))
            .tags()
            .forEach(tag -> tagged.add(new MadeResource(tag.value(), tag.resourceId())));
      }
      return tagged;
    } catch (AwsServiceException e) {
      throw AwsEc2.failure(e);
    } catch (SdkException | KubernetesClientException | IllegalStateException e) {
      throw new LookupFailedException(e.getMessage(), e);
    }
  }

  private static Filter filter(String name, List<String> values) {
    return Filter.builder().name(name).values(values).build();
  }

  private List<MadeResource> clusters(String region) {
    try {
      return kafka.listed(region).stream()
          .flatMap(
              cluster ->
                  Stream.ofNullable(cluster.tags().get(OWNER_TAG))
                      .map(owner -> new MadeResource(owner, cluster.arn())))
          .toList();
    } catch (KafkaRefusedException e) {
      throw new LookupFailedException(e.getMessage(), e);
    }
  }
}
