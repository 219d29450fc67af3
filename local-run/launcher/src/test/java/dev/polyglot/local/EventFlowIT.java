package dev.polyglot.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyglot.local.system.BrokerSystem;
import dev.polyglot.local.system.ConsumerSystem;
import dev.polyglot.local.system.ProducerSystem;
import dev.polyglot.local.system.RunningSystem;
import dev.polyglot.local.system.ServiceSystem;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(RunningSystem.class)
class EventFlowIT {

  private static final String JSON = "application/json";

  private final BrokerSystem broker;
  private final ProducerSystem producer;
  private final ConsumerSystem consumer;

  EventFlowIT(BrokerSystem broker, ProducerSystem producer, ConsumerSystem consumer) {
    this.broker = broker;
    this.producer = producer;
    this.consumer = consumer;
  }

  @Test
  void printsAPostedEventOnce() {
    String message = "hello " + UUID.randomUUID();

    HttpResponse<String> answer = producer.post(message);

    assertThat(answer.statusCode()).isEqualTo(201);
    String id = ServiceSystem.json(answer).get("id").asText();
    assertThat(answer.headers().firstValue("Location")).hasValue("/events/" + id);
    consumer.awaitEvent(id);
    awaitSettled();
    assertThat(consumer.eventLinesWith(id))
        .singleElement()
        .asString()
        .matches("Message on events\\[[0-2]]@\\d+: " + id + " " + message);
  }

  @Test
  void printsEachOfAThousandConcurrentPostsOnce() {
    List<String> messages =
        IntStream.range(0, 1000).mapToObj(number -> "concurrent " + number).toList();

    List<HttpResponse<String>> answers = producer.postAll(messages);

    assertThat(answers).extracting(HttpResponse::statusCode).hasSize(1000).containsOnly(201);
    Set<String> ids =
        answers.stream()
            .map(answer -> ServiceSystem.json(answer).get("id").asText())
            .collect(Collectors.toSet());
    assertThat(ids).hasSize(1000);
    consumer.awaitEvents(ids);
    awaitSettled();
    assertThat(consumer.printedIds().stream().filter(ids::contains)).hasSize(1000);
  }

  @Test
  void printsOneLineForTwoPostsWithTheSameIdempotencyKey() {
    String key = "order-" + UUID.randomUUID();
    long before = broker.recordCount("events");

    String first = producer.posted("once", "Idempotency-Key", key);
    String second = producer.posted("once", "Idempotency-Key", key);

    assertThat(second).isEqualTo(first);
    assertThat(broker.recordCount("events")).isEqualTo(before + 2);
    awaitSettled();
    assertThat(consumer.eventLinesWith(first)).hasSize(1);
  }

  @Test
  void takesPostsOverHttp2InTheClear() {
    List<HttpResponse<String>> answers =
        IntStream.range(0, 4)
            .mapToObj(number -> producer.postInFrames("frames " + number))
            .toList();

    assertThat(answers).extracting(HttpResponse::statusCode).containsExactly(201, 201, 201, 201);
    assertThat(answers).extracting(HttpResponse::version).containsOnly(HttpClient.Version.HTTP_2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"*/*/", "a", "application/json;q=", "text/html"})
  void answersInJsonWhateverTheCallerAccepts(String accept) {
    HttpResponse<String> answer = producer.post("accept", "Accept", accept);

    assertThat(answer.statusCode()).isEqualTo(201);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
  }

  @ParameterizedTest
  @CsvSource({"/nope", "/events/", "/events%2F", "/WEB-INF/web.xml", "/error", "/index.html"})
  void answersWithAProblemAtAPathThatNothingServes(String path) {
    assertProblem(producer.request("POST", path), 404, "not-found");
  }

  @Test
  void takesAPostWithoutABody() {
    HttpResponse<String> answer = producer.request("POST", "/events");

    assertThat(answer.statusCode()).isEqualTo(201);
    String id = ServiceSystem.json(answer).get("id").asText();
    consumer.awaitEvent(id);
    assertThat(consumer.eventLinesWith(id)).singleElement().asString().endsWith(": " + id);
  }

  @Test
  void keepsEveryCharacterOfAPlainText() {
    String text = "naïve € 😀 " + UUID.randomUUID();

    HttpResponse<String> answer =
        producer.postBody("text/plain", text.getBytes(StandardCharsets.UTF_8));

    assertThat(answer.statusCode()).isEqualTo(201);
    consumer.awaitEvent(text);
  }

  @Test
  void emitsNothingForTwoThousandProbesAndLogsNothing() {
    awaitSettled();
    long before = broker.recordCount("events");
    int producerLines = producer.lines().size();
    int consumerLines = consumer.lines().size();
    List<String> paths = List.of("/health", "/health/started", "/health/live", "/health/ready");

    List<Integer> statuses =
        IntStream.range(0, 1000)
            .mapToObj(number -> paths.get(number % paths.size()))
            .flatMap(path -> Stream.of(producer.get(path), consumer.get(path)))
            .map(HttpResponse::statusCode)
            .toList();

    assertThat(statuses).hasSize(2000).containsOnly(200);
    assertThat(broker.recordCount("events")).isEqualTo(before);
    assertThat(producer.lines()).hasSize(producerLines);
    assertThat(consumer.lines()).hasSize(consumerLines);
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /, 200",
    "HEAD, /, 200",
    "GET, /events, 405",
    "HEAD, /events, 405",
    "OPTIONS, /events, 200",
    "PUT, /events, 405",
    "DELETE, /events, 405",
    "GET, /events/some-id, 404",
    "GET, /openapi, 200",
    "GET, /openapi/ui/, 200",
    "GET, /health/ready, 200"
  })
  void emitsNothingForAnythingButAPost(String method, String path, int status) {
    long before = broker.recordCount("events");

    HttpResponse<String> answer = producer.request(method, path);

    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(broker.recordCount("events")).isEqualTo(before);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "application/json | {\"message\":    | 400 | malformed-body",
        "application/json | [\"message\"]    | 400 | malformed-body",
        "application/json | {\"text\": \"x\"} | 400 | malformed-body",
        "application/xml  | <message/>       | 415 | unsupported-media-type",
        "*/*              | x                | 415 | unsupported-media-type"
      })
  void refusesABodyThatWouldBeLost(String type, String body, int status, String problem) {
    long before = broker.recordCount("events");

    HttpResponse<String> answer = producer.postBody(type, body.getBytes(StandardCharsets.UTF_8));

    assertProblem(answer, status, problem);
    assertThat(broker.recordCount("events")).isEqualTo(before);
  }

  @Test
  void refusesAContentTypeThatIsNone() {
    String answer =
        producer.raw("POST /events HTTP/1.1", "Content-Type: json", "Content-Length: 2");

    assertThat(answer).startsWith("HTTP/1.1 415 ").contains("urn:polyglot:problem:unsupported");
  }

  @Test
  void refusesALengthThatIsNoInteger() {
    String answer =
        producer.raw(
            "POST /events HTTP/1.1", "Content-Type: text/plain", "Content-Length: 3000000000");

    assertThat(answer).startsWith("HTTP/1.1 413 ").contains("urn:polyglot:problem:body-too-large");
  }

  @Test
  void takesABodyOfExactlyTheLimitAndRefusesOneByteMore() {
    byte[] largest = "x".repeat(65_536).getBytes(StandardCharsets.UTF_8);
    byte[] tooLarge = "x".repeat(65_537).getBytes(StandardCharsets.UTF_8);

    assertThat(producer.postBody("text/plain", largest).statusCode()).isEqualTo(201);
    assertProblem(producer.postBody("text/plain", tooLarge), 413, "body-too-large");
  }

  @Test
  void refusesAnIdempotencyKeyThatIsTooLong() {
    HttpResponse<String> answer = producer.post("x", "Idempotency-Key", "k".repeat(256));

    assertProblem(answer, 400, "invalid-idempotency-key");
  }

  @Test
  void tellsWhichMethodsAreAllowed() {
    HttpResponse<String> answer = producer.get("/events");

    assertProblem(answer, 405, "method-not-allowed");
    assertThat(answer.headers().firstValue("Allow"))
        .hasValueSatisfying(allowed -> assertThat(allowed).contains("POST"));
  }

  private static void assertProblem(HttpResponse<String> answer, int status, String problem) {
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    assertThat(ServiceSystem.json(answer).get("type").asText())
        .isEqualTo("urn:polyglot:problem:" + problem);
    assertThat(answer.body()).doesNotContain("Exception").doesNotContain("\tat ");
  }

  /** Waits until the consumer has acknowledged all that is in the topic. */
  private void awaitSettled() {
    Awaitility.await("the consumer is done with every record")
        .atMost(Duration.ofSeconds(60))
        .until(() -> broker.committedOffsets("consumer").equals(broker.endOffsets("events")));
  }
}
