package dev.polyglot.deletion.boundary;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.stream.Stream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;

/**
 * An API of AWS whose questions are paths and whose answers are JSON objects, signed by AWS's SDK,
 * whose own clients of such services cannot be had at the version of its other parts.
 */
final class AwsRestApi {

  private static final String ERROR_HEADER = "x-amzn-ErrorType";

  private final KubernetesClient client;
  private final String title;
  private final List<String> names;
  private final BiFunction<String, Throwable, RuntimeException> failure;
  private final AwsV4HttpSigner signer = AwsV4HttpSigner.create();

  /**
   * @param client knows whom the provider is signed in as
   * @param title what people call the service
   * @param names what the provider calls it in its ProviderConfig; first what AWS does, in its
   *     address and in signatures
   * @param failure makes what is thrown of AWS's words and a cause, which may be null
   */
  AwsRestApi(
      KubernetesClient client,
      String title,
      List<String> names,
      BiFunction<String, Throwable, RuntimeException> failure) {
    this.client = client;
    this.title = title;
    this.names = List.copyOf(names);
    this.failure = failure;
  }

  /** The answer; empty if there is nothing of that path. */
  Optional<GenericKubernetesResource> ask(
      String region, Consumer<SdkHttpRequest.Builder> question) {
    try (SdkHttpClient http = AwsHttp.client()) {
      HttpExecuteResponse response = http.prepareRequest(signed(region, question)).call();
      String body = body(response);
      if (response.httpResponse().statusCode() == HttpURLConnection.HTTP_NOT_FOUND) {
        return Optional.empty();
      }
      GenericKubernetesResource answer = read(body);
      if (!response.httpResponse().isSuccessful()) {
        throw failure.apply(error(response, answer), null);
      }
      return Optional.of(answer);
    } catch (IOException e) {
      throw failure.apply("%s is not reached: %s".formatted(title, e.getMessage()), e);
    } catch (SdkException | KubernetesClientException | IllegalStateException e) {
      throw failure.apply(e.getMessage(), e);
    }
  }

  private GenericKubernetesResource read(String body) {
    try {
      return Serialization.unmarshal(body.isBlank() ? "{}" : body, GenericKubernetesResource.class);
    } catch (KubernetesClientException | IllegalArgumentException e) {
      throw failure.apply("%s's answer is no JSON object".formatted(title), e);
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
    String service = names.get(0);
    SdkHttpRequest request =
        SdkHttpRequest.builder()
            .uri(
                access
                    .endpoint(names)
                    .orElseGet(
                        () -> URI.create("https://%s.%s.amazonaws.com".formatted(service, region))))
            .applyMutation(question)
            .build();
    return HttpExecuteRequest.builder()
        .request(
            signer
                .sign(
                    sign ->
                        sign.identity(access.credentials().resolveCredentials())
                            .request(request)
                            .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, service)
                            .putProperty(AwsV4HttpSigner.REGION_NAME, region))
                .request())
        .build();
  }
}
