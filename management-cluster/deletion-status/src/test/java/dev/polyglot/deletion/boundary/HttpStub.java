package dev.polyglot.deletion.boundary;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A server on the loopback interface that gives each question the answer it was told, and 404 to
 * all others. What identifies a question is its method and path, with the AWS action if it has one.
 */
final class HttpStub implements AutoCloseable {

  /** A question that was asked; the path as it was written, with what is encoded in it. */
  record Question(
      String line, String path, String query, String body, Map<String, List<String>> headers) {

    String header(String name) {
      return headers.get(name).get(0);
    }
  }

  private record Answer(int status, String body, String errorType) {}

  private final HttpServer server;
  private final Map<String, Answer> answers = new ConcurrentHashMap<>();
  private final Map<String, Answer> once = new ConcurrentHashMap<>();
  private final List<Question> asked = new CopyOnWriteArrayList<>();
  private final KubernetesClient client;

  HttpStub() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
    client =
        new KubernetesClientBuilder()
            .withConfig(
                new ConfigBuilder()
                    .withAutoConfigure(false)
                    .withMasterUrl(address().toString())
                    .withRequestRetryBackoffLimit(0)
                    .build())
            .build();
  }

  URI address() {
    return URI.create("http://127.0.0.1:%d".formatted(server.getAddress().getPort()));
  }

  KubernetesClient client() {
    return client;
  }

  /**
   * @param line like {@code GET /api}, or {@code POST / DescribeVpcs}
   */
  void answer(String line, int status, String body) {
    answers.put(line, new Answer(status, body, ""));
  }

  void answer(String line, String body) {
    answer(line, 200, body);
  }

  /** Has a ProviderConfig that points all of AWS here, and the Secret with its credentials. */
  void signIn() {
    answer(
        "GET /apis/aws.upbound.io/v1beta1/providerconfigs/default",
        """
        {"apiVersion": "aws.upbound.io/v1beta1", "kind": "ProviderConfig", "metadata": {"name": "default"},
         "spec": {
           "credentials": {"source": "Secret", "secretRef":
             {"namespace": "crossplane-system", "name": "aws-credentials", "key": "credentials"}},
           "endpoint": {"services": ["ec2", "eks", "kafka"], "url": {"type": "Static", "static": "%s"}}}}"""
            .formatted(address()));
    answer(
        "GET /api/v1/namespaces/crossplane-system/secrets/aws-credentials",
        """
        {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "aws-credentials"},
         "data": {"credentials": "%s"}}"""
            .formatted(
                Base64.getEncoder()
                    .encodeToString(
                        "[default]\naws_access_key_id = AKIDOFTHESECRET\naws_secret_access_key = secret\n"
                            .getBytes(StandardCharsets.UTF_8))));
  }

  /** Refuses as AWS's REST services do. */
  void refuse(String line, int status, String errorType, String body) {
    answers.put(line, new Answer(status, body, errorType));
  }

  /** Gives another answer first, once. */
  void answerOnce(String line, String first) {
    once.put(line, new Answer(200, first, ""));
  }

  /** In the order of asking. */
  List<Question> asked() {
    return List.copyOf(asked);
  }

  /** Method and path of each question, in the order of asking. */
  List<String> lines() {
    return asked.stream().map(Question::line).toList();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      URI uri = exchange.getRequestURI();
      String action =
          body.startsWith("Action=")
              ? " " + body.substring("Action=".length()).split("&", 2)[0]
              : "";
      String line = exchange.getRequestMethod() + " " + uri.getPath() + action;
      String query = uri.getQuery() == null ? "" : uri.getQuery();
      asked.add(new Question(line, uri.getRawPath(), query, body, exchange.getRequestHeaders()));
      Answer first = once.remove(line);
      Answer answer = first != null ? first : answers.getOrDefault(line, new Answer(404, "", ""));
      byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
      exchange
          .getResponseHeaders()
          .set("Content-Type", answer.body().startsWith("<") ? "text/xml" : "application/json");
      if (!answer.errorType().isEmpty()) {
        exchange.getResponseHeaders().set("x-amzn-ErrorType", answer.errorType());
      }
      exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  @Override
  public void close() {
    client.close();
    server.stop(0);
  }
}
