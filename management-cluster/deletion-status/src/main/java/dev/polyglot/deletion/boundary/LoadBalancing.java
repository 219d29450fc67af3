package dev.polyglot.deletion.boundary;

import dev.polyglot.deletion.control.LookupFailedException;
import dev.polyglot.deletion.entity.LoadBalancer;
import dev.polyglot.deletion.entity.Vpc;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;

/**
 * Two questions of Elastic Load Balancing's query API, signed by AWS's SDK: the SDK's own client of
 * this API cannot be had at the version of its other parts.
 */
final class LoadBalancing {

  private static final String VERSION = "2015-12-01";
  private static final String SIGNING_NAME = "elasticloadbalancing";

  /** The most that AWS takes in one call. */
  private static final int TAGS_AT_ONCE = 20;

  private final SdkHttpClient http;
  private final AwsCredentialsProvider credentials;
  private final String region;
  private final URI endpoint;
  private final AwsV4HttpSigner signer = AwsV4HttpSigner.create();

  /**
   * @param endpoint where it is; empty for AWS's own
   */
  LoadBalancing(
      SdkHttpClient http,
      AwsCredentialsProvider credentials,
      String region,
      Optional<URI> endpoint) {
    this.http = http;
    this.credentials = credentials;
    this.region = region;
    this.endpoint =
        endpoint.orElseGet(
            () -> URI.create("https://elasticloadbalancing.%s.amazonaws.com".formatted(region)));
  }

  /**
   * Those of a network, with their tags.
   *
   * @throws LookupFailedException if AWS does not tell
   */
  List<LoadBalancer> in(Vpc vpc) {
    List<XmlElement> found =
        all().stream().filter(balancer -> balancer.text("VpcId").equals(vpc.id())).toList();
    Map<String, Map<String, String>> tags =
        tags(found.stream().map(balancer -> balancer.text("LoadBalancerArn")).toList());
    return found.stream()
        .map(
            balancer ->
                new LoadBalancer(
                    balancer.text("LoadBalancerArn"),
                    balancer.text("LoadBalancerName"),
                    new HashSet<>(
                        balancer.all("SecurityGroups", "member").stream()
                            .map(XmlElement::text)
                            .toList()),
                    tags.getOrDefault(balancer.text("LoadBalancerArn"), Map.of())))
        .toList();
  }

  /** Of the region, as AWS does not choose by network. */
  private List<XmlElement> all() {
    List<XmlElement> all = new ArrayList<>();
    String marker = "";
    do {
      XmlElement page =
          ask("DescribeLoadBalancers", marker.isEmpty() ? Map.of() : Map.of("Marker", marker));
      all.addAll(page.all("DescribeLoadBalancersResult", "LoadBalancers", "member"));
      marker = page.text("DescribeLoadBalancersResult", "NextMarker");
    } while (!marker.isEmpty());
    return all;
  }

  private Map<String, Map<String, String>> tags(List<String> arns) {
    Map<String, Map<String, String>> tags = new HashMap<>();
    for (int from = 0; from < arns.size(); from += TAGS_AT_ONCE) {
      Map<String, String> parameters = new HashMap<>();
      for (String arn : arns.subList(from, Math.min(arns.size(), from + TAGS_AT_ONCE))) {
        parameters.put("ResourceArns.member.%d".formatted(parameters.size() + 1), arn);
      }
      ask("DescribeTags", parameters)
          .all("DescribeTagsResult", "TagDescriptions", "member")
          .forEach(
              described ->
                  tags.put(
                      described.text("ResourceArn"),
                      described.all("Tags", "member").stream()
                          .collect(
                              Collectors.toMap(tag -> tag.text("Key"), tag -> tag.text("Value")))));
    }
    return tags;
  }

  private XmlElement ask(String action, Map<String, String> parameters) {
    StringBuilder form = new StringBuilder("Action=%s&Version=%s".formatted(action, VERSION));
    parameters.forEach(
        (name, value) ->
            form.append('&')
                .append(name)
                .append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
    try {
      HttpExecuteResponse response = http.prepareRequest(signed(form.toString())).call();
      try (InputStream body =
          response.responseBody().orElseThrow(() -> new IOException("an answer without body"))) {
        XmlElement answer = XmlElement.read(body);
        if (!response.httpResponse().isSuccessful()) {
          throw new LookupFailedException(
              "%s: %s".formatted(answer.text("Error", "Code"), answer.text("Error", "Message")),
              null);
        }
        return answer;
      }
    } catch (IOException e) {
      throw new LookupFailedException("%s: %s".formatted(endpoint, e.getMessage()), e);
    }
  }

  private HttpExecuteRequest signed(String form) {
    SdkHttpRequest request =
        SdkHttpRequest.builder()
            .uri(endpoint)
            .encodedPath("/")
            .method(SdkHttpMethod.POST)
            .putHeader("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
            .build();
    SignedRequest signed =
        signer.sign(
            sign ->
                sign.identity(credentials.resolveCredentials())
                    .request(request)
                    .payload(ContentStreamProvider.fromUtf8String(form))
                    .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, SIGNING_NAME)
                    .putProperty(AwsV4HttpSigner.REGION_NAME, region));
    return HttpExecuteRequest.builder()
        .request(signed.request())
        .contentStreamProvider(signed.payload().orElseThrow())
        .build();
  }
}
