package dev.polyglot.producer.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.polyglot.producer.events.control.MessageReader;
import dev.polyglot.producer.events.entity.EventId;
import dev.polyglot.producer.events.entity.Receipt;
import dev.polyglot.producer.problems.Problem;
import dev.polyglot.producer.problems.ProblemException;
import dev.polyglot.testing.ContractDocument;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Binds the producer to {@code openapi.yaml}, {@code asyncapi.yaml} and the fixtures. */
class ProducerContractTest {

  private static final ContractDocument OPENAPI = ContractDocument.read("openapi.yaml");
  private static final ContractDocument ASYNCAPI = ContractDocument.read("asyncapi.yaml");

  private static final String POST = "/paths/~1events/post";
  private static final String RECORD = "/components/messages/messagePosted";
  private static final String KEY = "/components/parameters/IdempotencyKey/schema";
  private static final String NEW_EVENT = "/components/schemas/NewEvent";
  private static final String RECEIPT = "/components/schemas/Receipt";

  static List<PostedEvent> posted() {
    List<PostedEvent> posted = PostedEvent.all();
    assertThat(posted).as("fixtures with a request").hasSize(6);
    return posted;
  }

  static List<PostedEvent> postedWithBody() {
    List<PostedEvent> posted =
        PostedEvent.all().stream().filter(event -> !event.contentType().isEmpty()).toList();
    assertThat(posted).as("fixtures with a body").hasSize(5);
    return posted;
  }

  @ParameterizedTest
  @MethodSource("posted")
  void writesTheRecordOfTheFixture(PostedEvent posted) {
    ProducerRecord<String, byte[]> record = posted.event().toRecord("events");

    assertThat(record.topic()).isEqualTo("events");
    assertThat(record.key()).isEqualTo(posted.expectedKey());
    assertThat(record.headers().toArray()).hasSameSizeAs(posted.expectedHeaders().keySet());
    assertThat(headers(record)).isEqualTo(posted.expectedHeaders());
    assertThat(value(record)).isEqualTo(posted.expectedValue());
  }

  @ParameterizedTest
  @MethodSource("posted")
  void writesWhatTheContractSaysOfAPostedMessage(PostedEvent posted) {
    ProducerRecord<String, byte[]> record = posted.event().toRecord("events");

    assertThat(ASYNCAPI.problems(RECORD + "/bindings/kafka/key", text(record.key()))).isEmpty();
    assertThat(ASYNCAPI.problems(RECORD + "/headers", tree(headers(record)))).isEmpty();
    assertThat(ASYNCAPI.problems(RECORD + "/payload", value(record))).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("postedWithBody")
  void readsABodyThatTheContractAllows(PostedEvent posted) {
    String content =
        "%s/requestBody/content/%s/schema".formatted(POST, escaped(posted.contentType()));

    assertThat(OPENAPI.problems(content, posted.body())).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("posted")
  void answersWithTheReceiptOfTheContract(PostedEvent posted) {
    Receipt receipt = Receipt.of(posted.event(), "events");

    JsonNode answer = PostedEvent.tree(receipt.toJson());
    assertThat(OPENAPI.problems(RECEIPT, answer)).isEmpty();
    assertThat(answer.get("id").textValue()).isEqualTo(posted.expectedKey());
    assertThat(answer.get("topic").textValue()).isEqualTo("events");
    assertThat(answer.get("time").textValue()).isEqualTo(posted.expectedHeaders().get("ce_time"));
    assertThat(receipt.location()).hasToString("/events/" + posted.expectedKey());
  }

  static List<Problem> problems() {
    return List.of(
        Problem.malformedRequest("no Content-Length can be read"),
        Problem.malformedBody("the body is not JSON"),
        Problem.invalidIdempotencyKey("Idempotency-Key is given 2 times; allowed: once"),
        Problem.bodyNotReceived(),
        Problem.bodyTooLarge(65_536),
        Problem.unsupportedMediaType("application/xml"),
        Problem.unsupportedContentEncoding("gzip"),
        Problem.overloaded("2048 events are waiting"),
        Problem.notAcknowledged(Duration.ofMillis(500)),
        Problem.methodNotAllowed("/events", "POST, OPTIONS"),
        Problem.internalServerError());
  }

  @ParameterizedTest
  @MethodSource("problems")
  void refusesWithAProblemOfTheContract(Problem problem) {
    JsonNode body = PostedEvent.tree(problem.toJson());

    JsonNode response = OPENAPI.at("%s/responses/%d".formatted(POST, problem.status()));
    assertThat(response.get("content").fieldNames())
        .toIterable()
        .containsExactly(Problem.MEDIA_TYPE);
    assertThat(OPENAPI.problems(schemaOf(problem.status()), body)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("problems")
  void refusesWithTheHeadersOfTheContract(Problem problem) {
    JsonNode promised =
        OPENAPI.at("%s/responses/%d".formatted(POST, problem.status())).path("headers");
    List<String> all = new ArrayList<>();
    List<String> required = new ArrayList<>();
    promised
        .fields()
        .forEachRemaining(
            header -> {
              all.add(header.getKey());
              String reference = header.getValue().get("$ref").textValue();
              if (OPENAPI.at(reference.substring(1)).get("required").booleanValue()) {
                required.add(header.getKey());
              }
            });

    assertThat(all).containsAll(problem.headers().keySet());
    assertThat(problem.headers().keySet()).containsAll(required);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 999, 1000, 5000})
  void asksForARetryInWholeSecondsAndNeverAtOnce(long deadlineMillis) {
    Problem problem = Problem.notAcknowledged(Duration.ofMillis(deadlineMillis));

    assertThat(problem.headers()).containsOnlyKeys("Retry-After");
    assertThat(
            OPENAPI.problems(
                "/components/headers/RetryAfter/schema",
                PostedEvent.tree(problem.headers().get("Retry-After"))))
        .isEmpty();
  }

  @Test
  void knowsEveryProblemOfTheContract() {
    List<String> promised =
        Stream.of(400, 405, 408, 413, 415, 500, 503)
            .map(status -> OPENAPI.at(schemaOf(status)).at("/allOf/1/properties/type"))
            .flatMap(
                type ->
                    type.findValuesAsText("const").isEmpty()
                        ? texts(type.get("enum"))
                        : texts(type))
            .toList();

    assertThat(problems())
        .extracting(problem -> "urn:polyglot:problem:" + problem.type())
        .containsExactlyInAnyOrderElementsOf(promised);
    assertThat(texts(OPENAPI.at("/components/schemas/Problem/properties/type/examples")))
        .containsAll(promised);
  }

  static List<Arguments> keys() {
    return List.of(
        key("one character", "k", true),
        key("a blank inside", "order 4711", true),
        key("the first and the last visible character", "!~", true),
        key("255 characters", "k".repeat(255), true),
        key("256 characters", "k".repeat(256), false),
        key("nothing", "", false),
        key("a blank", " ", false),
        key("a blank at the end", "k ", false),
        key("a tab inside", "a\tb", false),
        key("a character that is not ASCII", "clé", false));
  }

  @ParameterizedTest
  @MethodSource("keys")
  void takesTheIdempotencyKeysThatTheContractAllows(String key, boolean allowed) {
    assertThat(OPENAPI.problems(KEY, text(key)).isEmpty()).as("the contract").isEqualTo(allowed);
    assertThat(catchThrowable(() -> EventId.of(key)) == null).as("the producer").isEqualTo(allowed);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"message\": \"\"}", " {\"message\": \"hello\"} "})
  void takesTheJsonThatTheContractAllows(String body) {
    assertThat(OPENAPI.problems(NEW_EVENT, PostedEvent.tree(body))).isEmpty();
    assertThat(catchThrowable(() -> json(body))).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "null",
        "\"hello\"",
        "{\"message\": null}",
        "{\"message\": 1}",
        "{\"message\": {}}",
        "{\"text\": \"hello\"}",
        "{\"message\": \"hello\", \"text\": \"lost\"}"
      })
  void refusesTheJsonThatTheContractDoesNotAllow(String body) {
    assertThat(OPENAPI.problems(NEW_EVENT, PostedEvent.tree(body))).isNotEmpty();
    assertThat(refused(body).type()).isEqualTo("malformed-body");
  }

  static List<Named<String>> malformed() {
    return List.of(
        Named.of("breaks off", "{\"message\": "),
        Named.of("no quotes", "{message: hello}"),
        Named.of("a second value", "{\"message\": \"a\"} {\"message\": \"b\"}"),
        Named.of("something after it", "{\"message\": \"a\"} and more"),
        Named.of("a member twice", "{\"message\": \"a\", \"message\": \"b\"}"),
        Named.of("half a surrogate pair", "{\"message\": \"\\ud83d\"}"),
        Named.of("a number no machine holds", "{\"message\": 1e99999999999}"),
        Named.of("nested too deep", "[".repeat(30_000)));
  }

  @ParameterizedTest
  @MethodSource("malformed")
  void refusesWhatIsNoJsonInsteadOfLosingSomeOfIt(String body) {
    Problem problem = refused(body);

    assertThat(problem.type()).isEqualTo("malformed-body");
    assertThat(OPENAPI.problems(schemaOf(400), PostedEvent.tree(problem.toJson()))).isEmpty();
  }

  @Test
  void everyReferenceOfTheContractResolves() {
    List<String> references = OPENAPI.tree().findValuesAsText("$ref");

    assertThat(references).hasSizeGreaterThan(20).allMatch(OPENAPI::resolves);
  }

  @Test
  void everyExampleOfTheContractIsValid() {
    Map<String, JsonNode> examples = new TreeMap<>();
    collectExamples("", OPENAPI.tree(), examples);

    assertThat(examples)
        .hasSize(17)
        .allSatisfy(
            (pointer, example) -> {
              String schema = pointer.replaceFirst("/examples/[^/]+$", "/schema");
              assertThat(OPENAPI.problems(schema, example)).as(pointer).isEmpty();
            });
  }

  private static void collectExamples(String pointer, JsonNode node, Map<String, JsonNode> found) {
    if (node.has("schema") && node.has("examples")) {
      node.get("examples")
          .fields()
          .forEachRemaining(
              example ->
                  found.put(
                      pointer + "/examples/" + escaped(example.getKey()),
                      example.getValue().get("value")));
      return;
    }
    node.fields()
        .forEachRemaining(
            child ->
                collectExamples(pointer + "/" + escaped(child.getKey()), child.getValue(), found));
  }

  private static Arguments key(String name, String key, boolean allowed) {
    return Arguments.of(Named.of(name, key), allowed);
  }

  private static String json(String body) {
    return MessageReader.json(body.getBytes(StandardCharsets.UTF_8));
  }

  private static Problem refused(String body) {
    return catchThrowableOfType(ProblemException.class, () -> json(body)).problem();
  }

  /** Where the contract keeps the schema of a problem with this status. */
  private static String schemaOf(int status) {
    String reference =
        OPENAPI.tree().at("%s/responses/%d/$ref".formatted(POST, status)).textValue();
    return reference.substring(1) + "/content/" + escaped(Problem.MEDIA_TYPE) + "/schema";
  }

  private static String escaped(String name) {
    return name.replace("~", "~0").replace("/", "~1");
  }

  private static Map<String, String> headers(ProducerRecord<String, byte[]> record) {
    Map<String, String> headers = new TreeMap<>();
    record
        .headers()
        .forEach(h -> headers.put(h.key(), new String(h.value(), StandardCharsets.UTF_8)));
    return headers;
  }

  private static JsonNode value(ProducerRecord<String, byte[]> record) {
    return PostedEvent.tree(new String(record.value(), StandardCharsets.UTF_8));
  }

  private static JsonNode tree(Map<String, String> headers) {
    ObjectNode tree = new ObjectMapper().createObjectNode();
    headers.forEach(tree::put);
    return tree;
  }

  private static JsonNode text(String text) {
    return new ObjectMapper().getNodeFactory().textNode(text);
  }

  private static Stream<String> texts(JsonNode node) {
    List<String> texts = new ArrayList<>();
    node.forEach(item -> texts.add(item.textValue()));
    return texts.stream();
  }
}
