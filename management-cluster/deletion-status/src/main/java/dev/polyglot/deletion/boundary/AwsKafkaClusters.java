package dev.polyglot.deletion.boundary;

import dev.polyglot.deletion.control.KafkaClusters;
import dev.polyglot.deletion.control.KafkaRefusedException;
import dev.polyglot.deletion.entity.KafkaCluster;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;

/**
 * MSK's clusters in the account that the AWS providers are signed in to: {@code
 * kafka:ListClusters}, {@code kafka:DescribeCluster} and {@code kafka:DeleteCluster}, signed by
 * AWS's SDK, whose own client of MSK cannot be had at the version of its other parts.
 */
final class AwsKafkaClusters implements KafkaClusters {

  /** As the provider calls it in its ProviderConfig. */
  private static final List<String> KAFKA = List.of("kafka", "msk");

  private static final String SIGNING_NAME = "kafka";
  private static final String CLUSTERS = "/v1/clusters";
  private static final String ERROR_HEADER = "x-amzn-ErrorType";

  private final KubernetesClient client;
  private final AwsV4HttpSigner signer = AwsV4HttpSigner.create();

  AwsKafkaClusters(KubernetesClient client) {
    this.client = client;
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
    return ask(
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
    return ask(
        cluster.region(),
        request ->
            request
                .method(method)
                .encodedPath(
                    CLUSTERS + "/" + URLEncoder.encode(cluster.arn(), StandardCharsets.UTF_8)));
  }

  /** The answer, which is any JSON object; empty if there is nothing of that path. */
  private Optional<GenericKubernetesResource> ask(
      String region, Consumer<SdkHttpRequest.Builder> question) {
    try (SdkHttpClient http = AwsHttp.client()) {
      HttpExecuteResponse response = http.prepareRequest(signed(region, question)).call();
      String body = body(response);
      if (response.httpResponse().statusCode() == HttpURLConnection.HTTP_NOT_FOUND) {
        return Optional.empty();
      }
      GenericKubernetesResource answer = read(body);
      if (!response.httpResponse().isSuccessful()) {
        throw new KafkaRefusedException(error(response, answer), null);
      }
      return Optional.of(answer);
    } catch (IOException e) {
      throw new KafkaRefusedException("MSK is not reached: " + e.getMessage(), e);
    } catch (SdkException | KubernetesClientException | IllegalStateException e) {
      throw new KafkaRefusedException(e.getMessage(), e);
    }
  }

  private static GenericKubernetesResource read(String body) {
    try {
      return Serialization.unmarshal(body.isBlank() ? "{}" : body, GenericKubernetesResource.class);
    } catch (KubernetesClientException | IllegalArgumentException e) {
      throw new KafkaRefusedException("MSK's answer is no JSON object", e);
    }
  }

  private static String body(HttpExecuteResponse response) throws IOException {
    if (response.responseBody().isEmpty()) {
      return "";
    }
    try (InputStream body = response.responseBody().get()) {
      return new String(body.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** Like {@code AccessDeniedException: not authorized}; IAM writes its words with a capital. */
  private static String error(HttpExecuteResponse response, GenericKubernetesResource answer) {
    String type =
        response
            .httpResponse()
            .firstMatchingHeader(ERROR_HEADER)
            .map(header -> header.split(":", 2)[0])
            .orElseGet(() -> "HTTP status " + response.httpResponse().statusCode());
    return Stream.of("message", "Message")
        .flatMap(field -> Fields.text(answer, field).stream())
        .findFirst()
        .map(message -> "%s: %s".formatted(type, message))
        .orElse(type);
  }

  private HttpExecuteRequest signed(String region, Consumer<SdkHttpRequest.Builder> question) {
    ProviderAccess access = ProviderAccess.read(client);
    SdkHttpRequest request =
        SdkHttpRequest.builder()
            .uri(
                access
                    .endpoint(KAFKA)
                    .orElseGet(
                        () -> URI.create("https://kafka.%s.amazonaws.com".formatted(region))))
            .applyMutation(question)
            .build();
    return HttpExecuteRequest.builder()
        .request(
            signer
                .sign(
                    sign ->
                        sign.identity(access.credentials().resolveCredentials())
                            .request(request)
                            .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, SIGNING_NAME)
                            .putProperty(AwsV4HttpSigner.REGION_NAME, region))
                .request())
        .build();
  }
}
