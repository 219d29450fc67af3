package dev.polyglot.local.system;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** The producer, and a caller of it. */
public final class ProducerSystem extends ServiceSystem {

  private static final HttpClient FRAMES =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();

  public ProducerSystem(String brokers, Map<String, String> environment) {
    super("producer", with(brokers, environment));
  }

  private static Map<String, String> with(String brokers, Map<String, String> environment) {
    Map<String, String> all = new HashMap<>();
    all.put("BROKERS", brokers);
    all.put("TOPIC", "events");
    all.put("CLIENT_ID", "producer");
    all.putAll(environment);
    return all;
  }

  /** Posts a message as a person would; gives the answer. */
  public HttpResponse<String> post(String message, String... headers) {
    return send(postOf(message, headers));
  }

  /** Posts a message that must be taken; gives the event's id. */
  public String posted(String message, String... headers) {
    HttpResponse<String> answer = post(message, headers);
    if (answer.statusCode() != 201) {
      throw new AssertionError(answer.statusCode() + " " + answer.body());
    }
    return json(answer).get("id").asText();
  }

  /** Posts many messages at once; gives the answers once all are there. */
  public List<HttpResponse<String>> postAll(List<String> messages) {
    List<CompletableFuture<HttpResponse<String>>> answers =
        messages.stream()
            .map(message -> HTTP.sendAsync(postOf(message), HttpResponse.BodyHandlers.ofString()))
            .toList();
    return answers.stream().map(CompletableFuture::join).toList();
  }

  /** Posts a message over HTTP/2 in the clear; the first one asks for the change to it. */
  public HttpResponse<String> postInFrames(String message) {
    return send(FRAMES, postOf(message));
  }

  /** Posts a body of any kind. */
  public HttpResponse<String> postBody(String contentType, byte[] body) {
    return send(
        requestTo("/events")
            .header("Content-Type", contentType)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build());
  }

  private HttpRequest postOf(String message, String... headers) {
    HttpRequest.Builder request =
        requestTo("/events")
            .header("Content-Type", "application/json")
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    JSON.createObjectNode().put("message", message).toString()));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return request.build();
  }
}
