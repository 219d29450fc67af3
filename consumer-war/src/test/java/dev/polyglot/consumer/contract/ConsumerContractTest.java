package dev.polyglot.consumer.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.polyglot.consumer.deadletters.DeadLetter;
import dev.polyglot.consumer.events.control.ConsoleLine;
import dev.polyglot.consumer.events.control.RecordReader;
import dev.polyglot.consumer.events.entity.Position;
import dev.polyglot.consumer.events.entity.ReceivedEvent;
import dev.polyglot.consumer.events.entity.UnreadableRecordException;
import dev.polyglot.consumer.events.entity.UnreadableRecordException.Reason;
import dev.polyglot.consumer.settings.ConsumerSettings;
import dev.polyglot.kafka.settings.Settings;
import dev.polyglot.testing.ContractDocument;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Binds the consumer to {@code asyncapi.yaml} and the fixtures. */
class ConsumerContractTest {

  private static final ContractDocument ASYNCAPI = ContractDocument.read("asyncapi.yaml");
  private static final ContractDocument SHAPE = ContractDocument.read("fixtures/schema.json");

  private static final String MESSAGES = "/components/messages/";
  private static final String DEAD_LETTER_HEADERS = "/components/schemas/DeadLetterHeaders";
  private static final Position POSITION = new Position("events", 2, 48);

  /** With the settings that an operator has who decides nothing. */
  private static final ConsumerSettings SETTINGS =
      ConsumerSettings.from(
          new Settings(
              name ->
                  Optional.ofNullable(
                      Map.of("TOPIC", "events", "GROUP_ID", "contract").get(name))));

  private final RecordReader reader = new RecordReader(SETTINGS.maxEventBytes());

  static List<Fixture> fixtures() {
    List<Fixture> fixtures = Fixture.all();
    assertThat(fixtures).as("fixtures").hasSize(37);
    return fixtures;
  }

  static List<Fixture> printed() {
    List<Fixture> printed = fixtures().stream().filter(Fixture::isPrinted).toList();
    assertThat(printed).as("fixtures that are printed").hasSize(19);
    return printed;
  }

  static List<Fixture> deadLetters() {
    List<Fixture> deadLetters =
        fixtures().stream().filter(fixture -> !fixture.isPrinted()).toList();
    assertThat(deadLetters).as("fixtures that are dead letters").hasSize(18);
    return deadLetters;
  }

  @ParameterizedTest
  @MethodSource("fixtures")
  void fixturesHaveTheirShapeAndASentenceAsName(Fixture fixture) {
    assertThat(SHAPE.problems("", fixture.tree())).isEmpty();
    assertThat(fixture.name()).matches("[a-z0-9]+(-[a-z0-9]+){2,}");
  }

  @ParameterizedTest
  @MethodSource("printed")
  void printsTheLineOfTheFixture(Fixture fixture) throws UnreadableRecordException {
    ReceivedEvent event = reader.read(fixture.record());

    assertThat(ConsoleLine.of(POSITION, event))
        .isEqualTo("Message on events[2]@48: " + fixture.printed());
  }

  @ParameterizedTest
  @MethodSource("deadLetters")
  void findsTheReasonOfTheFixture(Fixture fixture) {
    assertThat(unreadable(fixture).reason().header()).isEqualTo(fixture.deadLetterReason());
  }

  @ParameterizedTest
  @MethodSource("printed")
  void printsWhatTheContractAllowsToWrite(Fixture fixture) {
    String message = MESSAGES + fixture.message();
    String contentType =
        fixture
            .headers()
            .path("content-type")
            .asText(ASYNCAPI.at(message).path("contentType").asText());

    assertThat(ASYNCAPI.problems(message + "/headers", fixture.headers())).isEmpty();
    assertThat(ASYNCAPI.problems(message + "/payload", fixture.payload(contentType))).isEmpty();
  }

  @Test
  void everyMessageThatTheContractLetsTheConsumerReceiveHasAFixture() {
    List<String> receivable = new ArrayList<>();
    ASYNCAPI
        .at("/operations/consumerReceivesEvents/messages")
        .forEach(
            reference -> receivable.add(reference.get("$ref").textValue().replaceFirst(".*/", "")));

    assertThat(receivable).hasSize(4);
    assertThat(printed().stream().map(Fixture::message).distinct())
        .containsExactlyInAnyOrderElementsOf(receivable);
  }

  @ParameterizedTest
  @MethodSource("deadLetters")
  void keepsTheRecordAsADeadLetterOfTheContract(Fixture fixture) {
    ConsumerRecord<byte[], byte[]> record = fixture.record();

    ProducerRecord<byte[], byte[]> letter = deadLetter(record, unreadable(fixture));

    assertThat(letter.topic()).isEqualTo(defaultAddress("deadLetters", "deadLetterTopic"));
    assertThat(letter.key()).isEqualTo(record.key());
    assertThat(letter.value()).isEqualTo(record.value());
    Header[] original = record.headers().toArray();
    assertThat(letter.headers().toArray()).hasSize(original.length + 5);
    assertThat(Arrays.copyOf(letter.headers().toArray(), original.length)).isEqualTo(original);
    assertThat(headers(letter))
        .containsEntry("dead-letter-reason", fixture.deadLetterReason())
        .containsEntry("dead-letter-topic", "events")
        .containsEntry("dead-letter-partition", "2")
        .containsEntry("dead-letter-offset", "48");
    assertThat(ASYNCAPI.problems(DEAD_LETTER_HEADERS, tree(headers(letter)))).isEmpty();
  }

  @Test
  void omitsTheValueOfALargeDeadLetterAsTheContractSays() {
    Fixture large = Fixture.read("the-largest-value-of-a-default-topic-is-a-dead-letter.json");

    ProducerRecord<byte[], byte[]> letter =
        DeadLetter.withoutValue(deadLetter(large.record(), unreadable(large)));

    assertThat(letter.key()).isNull();
    assertThat(letter.value()).isNull();
    assertThat(headers(letter))
        .hasSize(6)
        .containsEntry("dead-letter-value-omitted", "1048476 bytes");
    assertThat(ASYNCAPI.problems(DEAD_LETTER_HEADERS, tree(headers(letter)))).isEmpty();
  }

  @Test
  void cutsACauseToTheLengthOfTheContract() {
    Fixture any = Fixture.read("what-only-opens-like-an-object-is-a-dead-letter.json");

    ProducerRecord<byte[], byte[]> letter =
        deadLetter(
            any.record(), new UnreadableRecordException(Reason.MALFORMED_JSON, "x".repeat(1001)));

    assertThat(headers(letter).get("dead-letter-cause")).hasSize(1000);
    assertThat(ASYNCAPI.problems(DEAD_LETTER_HEADERS, tree(headers(letter)))).isEmpty();
  }

  @Test
  void hasTheReasonsOfTheContractAndAFixtureForEach() {
    List<String> promised = new ArrayList<>();
    ASYNCAPI
        .at("/components/schemas/DeadLetterReason/enum")
        .forEach(reason -> promised.add(reason.textValue()));

    assertThat(Arrays.stream(Reason.values()).map(Reason::header))
        .containsExactlyInAnyOrderElementsOf(promised);
    assertThat(deadLetters().stream().map(Fixture::deadLetterReason).distinct())
        .containsExactlyInAnyOrderElementsOf(promised);
  }

  @Test
  void takesTheSameIdOfAnotherSourceForAnotherEvent() throws UnreadableRecordException {
    ReceivedEvent posted = reader.read(Fixture.read("posted-json-is-printed.json").record());
    ReceivedEvent other =
        reader.read(Fixture.read("a-cloud-event-of-another-source-is-printed.json").record());

    assertThat(other.id()).isPresent().isEqualTo(posted.id());
    assertThat(other.identity()).isPresent().isNotEqualTo(posted.identity());
  }

  @Test
  void takesTheSameIdOfTheSameSourceForTheSameEvent() throws UnreadableRecordException {
    ReceivedEvent one = reader.read(Fixture.read("a-cloud-event-of-text-is-printed.json").record());
    ReceivedEvent other =
        reader.read(
            Fixture.read("a-cloud-event-with-json-of-its-own-type-is-printed-whole.json").record());

    assertThat(other.identity()).isPresent().isEqualTo(one.identity());
  }

  @Test
  void takesNoTwoEventsWithoutAnIdForTheSame() throws UnreadableRecordException {
    Fixture text = Fixture.read("plain-text-is-printed.json");
    Fixture emptyId = Fixture.read("plain-json-with-an-empty-id-has-none.json");

    assertThat(reader.read(text.record()).identity()).isEmpty();
    assertThat(reader.read(emptyId.record()).identity()).isEmpty();
  }

  @Test
  void theDefaultsOfTheContractAreThoseOfTheConsumer() {
    assertThat(SETTINGS.topic()).isEqualTo(defaultAddress("events", "topic"));
    assertThat(SETTINGS.deadLetterTopic())
        .isEqualTo(defaultAddress("deadLetters", "deadLetterTopic"));
    assertThat(ASYNCAPI.at("/channels/events/description").textValue())
        .contains("%d bytes".formatted(SETTINGS.maxEventBytes()));
    assertThat(ASYNCAPI.at("/info/description").textValue())
        .contains("the last %d events".formatted(SETTINGS.duplicateWindowSize()));
  }

  @Test
  void everyReferenceOfTheContractResolves() {
    List<String> references = ASYNCAPI.tree().findValuesAsText("$ref");

    assertThat(references).hasSizeGreaterThan(20).allMatch(ASYNCAPI::resolves);
  }

  static List<Arguments> examples() {
    List<Arguments> examples = new ArrayList<>();
    ASYNCAPI
        .at("/components/messages")
        .fields()
        .forEachRemaining(
            message ->
                message
                    .getValue()
                    .get("examples")
                    .forEach(example -> examples.add(Arguments.of(message.getKey(), example))));
    assertThat(examples).as("examples of messages").hasSize(6);
    return examples;
  }

  @ParameterizedTest
  @MethodSource("examples")
  void everyExampleOfTheContractIsValid(String name, JsonNode example) {
    String message = MESSAGES + name;

    assertThat(ASYNCAPI.problems(message + "/headers", example.get("headers"))).isEmpty();
    assertThat(ASYNCAPI.problems(message + "/payload", example.get("payload"))).isEmpty();
  }

  private UnreadableRecordException unreadable(Fixture fixture) {
    return catchThrowableOfType(
        UnreadableRecordException.class, () -> reader.read(fixture.record()));
  }

  private static ProducerRecord<byte[], byte[]> deadLetter(
      ConsumerRecord<byte[], byte[]> record, UnreadableRecordException problem) {
    return DeadLetter.of(
        SETTINGS.deadLetterTopic(), record, problem.reason().header(), problem.getMessage());
  }

  private static String defaultAddress(String channel, String parameter) {
    assertThat(ASYNCAPI.at("/channels/%s/address".formatted(channel)).textValue())
        .isEqualTo("{%s}".formatted(parameter));
    return ASYNCAPI
        .at("/channels/%s/parameters/%s/default".formatted(channel, parameter))
        .textValue();
  }

  private static Map<String, String> headers(ProducerRecord<byte[], byte[]> record) {
    Map<String, String> headers = new TreeMap<>();
    for (Header header : record.headers()) {
      headers.put(
          header.key(),
          header.value() == null ? null : new String(header.value(), StandardCharsets.UTF_8));
    }
    return headers;
  }

  private static JsonNode tree(Map<String, String> headers) {
    ObjectNode tree = new ObjectMapper().createObjectNode();
    headers.forEach(tree::put);
    return tree;
  }
}
