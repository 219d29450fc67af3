package dev.polyglot.consumer.events.control;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.polyglot.consumer.events.entity.ReceivedEvent;
import dev.polyglot.consumer.events.entity.UnreadableRecordException;
import dev.polyglot.consumer.events.entity.UnreadableRecordException.Reason;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordReaderTest {

  private final RecordReader reader = new RecordReader(1_048_576);

  @Test
  void readsAValueOfTheLargestSize() throws UnreadableRecordException {
    assertThat(new RecordReader(10).read(record("0123456789")).message()).isEqualTo("0123456789");
  }

  @Test
  void refusesAValueOneByteLarger() {
    UnreadableRecordException problem =
        catchThrowableOfType(
            UnreadableRecordException.class, () -> new RecordReader(10).read(record("012345678é")));
    assertThat(problem).hasMessage("the value has 11 bytes; allowed: 10");
    assertThat(problem.reason()).isEqualTo(Reason.TOO_LARGE);
  }

  @ParameterizedTest
  @NullAndEmptySource
  void refusesARecordWithoutAValue(byte[] value) {
    assertThat(refused(record(value)).reason()).isEqualTo(Reason.EMPTY);
  }

  @Test
  void tellsAProblemInOneLineWhateverItQuotes() {
    Header forged = header("content-type", "avro\nMessage on events[0]@1: forged");
    assertThat(refused(record("x", forged)))
        .hasMessage(
            "the content type is 'avro\\nMessage on events[0]@1: forged'; allowed: JSON or text");
  }

  @Test
  void refusesAnEventWithoutAValueAsEmptyToo() {
    assertThat(refused(record((byte[]) null, cloudEvent())).reason()).isEqualTo(Reason.EMPTY);
  }

  @Test
  void readsACloudEventInBinaryMode() throws UnreadableRecordException {
    assertThat(
            reader.read(
                record(
                    "{\"id\": \"of the data\", \"message\": \"hello\"}",
                    cloudEvent(header("content-type", "application/json")))))
        .isEqualTo(new ReceivedEvent("/somewhere", Optional.of("e-1"), "hello"));
  }

  @Test
  void readsTheTextOfACloudEvent() throws UnreadableRecordException {
    assertThat(
            reader.read(
                record("{\"message\": 1}", cloudEvent(header("content-type", "text/plain")))))
        .isEqualTo(new ReceivedEvent("/somewhere", Optional.of("e-1"), "{\"message\": 1}"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ce_specversion", "ce_id", "ce_source", "ce_type"})
  void refusesACloudEventWithoutAHeaderItMustHave(String missing) {
    assertThat(refused(record("hello", without(missing, cloudEvent()))).reason())
        .isEqualTo(Reason.MALFORMED_CLOUDEVENT);
  }

  @ParameterizedTest
  @CsvSource({
    "ce_time, yesterday",
    "ce_time, 2026-11-22",
    "ce_specversion, 9.9",
    "ce_source, 'not a uri'",
    "ce_id, ''",
    "ce_dataschema, 'not a uri'",
    "ce_Not-An-Attribute, x",
  })
  void refusesACloudEventWithAMalformedHeader(String name, String value) {
    assertThat(refused(record("hello", with(name, value, cloudEvent()))).reason())
        .isEqualTo(Reason.MALFORMED_CLOUDEVENT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ce_specversion", "ce_id", "ce_source", "ce_type"})
  void refusesACloudEventWhoseHeaderHasNoValue(String name) {
    assertThat(refused(record("hello", with(name, null, cloudEvent()))).reason())
        .isEqualTo(Reason.MALFORMED_CLOUDEVENT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ce_time", "ce_subject", "ce_anything", "ce_"})
  void readsACloudEventWhoseOptionalHeaderHasNoValue(String name) throws UnreadableRecordException {
    assertThat(reader.read(record("hello", with(name, null, cloudEvent()))))
        .isEqualTo(new ReceivedEvent("/somewhere", Optional.of("e-1"), "hello"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/cloudevents+json",
        "application/cloudevents+json; charset=UTF-8",
        "Application/CloudEvents+JSON",
        "application/cloudevents-batch+json"
      })
  void refusesStructuredMode(String contentType) {
    String event =
        "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/\",\"type\":\"t\",\"data\":\"hello\"}";
    assertThat(refused(record(event, header("content-type", contentType))).reason())
        .isEqualTo(Reason.MALFORMED_CLOUDEVENT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/avro", "image/png", "json", "application/json-seq", "/"})
  void refusesAContentTypeThatIsNeitherJsonNorText(String contentType) {
    UnreadableRecordException problem =
        refused(record("hello", header("content-type", contentType)));
    assertThat(problem.reason()).isEqualTo(Reason.UNSUPPORTED_CONTENT_TYPE);
    assertThat(problem).hasMessage("the content type is '%s'; allowed: JSON or text", contentType);
  }

  @Test
  void refusesTheDataOfACloudEventThatIsNeitherJsonNorText() {
    assertThat(
            refused(record("hello", cloudEvent(header("content-type", "application/avro"))))
                .reason())
        .isEqualTo(Reason.UNSUPPORTED_CONTENT_TYPE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json",
        "application/json; charset=utf-8",
        "application/json;charset=\"utf-8\"",
        " APPLICATION/JSON ; Charset=UTF-8",
        "application/vnd.example+json"
      })
  void readsJsonHoweverItsContentTypeIsWritten(String contentType)
      throws UnreadableRecordException {
    assertThat(
            reader.read(
                record(
                    "{\"id\": \"1\", \"message\": \"hello\"}",
                    header("content-type", contentType))))
        .isEqualTo(new ReceivedEvent("", Optional.of("1"), "hello"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/plain", "TEXT/PLAIN; charset=utf-8", "text/html"})
  void takesTextAsItIsEvenWhereItOpensLikeAnObject(String contentType)
      throws UnreadableRecordException {
    assertThat(reader.read(record("{not json", header("content-type", contentType))))
        .isEqualTo(new ReceivedEvent("", Optional.empty(), "{not json"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"hello\"", "42", "1e3", "true", "null", "[\"hello\", 1]", " 42 "})
  void takesJsonThatIsNoObjectAsItIs(String json) throws UnreadableRecordException {
    assertThat(reader.read(record(json, header("content-type", "application/json"))))
        .isEqualTo(new ReceivedEvent("", Optional.empty(), json));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\n\t ", "\r\n"})
  void readsAnObjectWithoutAContentType(String before) throws UnreadableRecordException {
    assertThat(reader.read(record(before + "{\"id\": \"1\", \"message\": \"hello\"}\n")))
        .isEqualTo(new ReceivedEvent("", Optional.of("1"), "hello"));
  }

  @Test
  void takesAnythingElseWithoutAContentTypeAsText() throws UnreadableRecordException {
    assertThat(reader.read(record(" [1, 2 ")))
        .isEqualTo(new ReceivedEvent("", Optional.empty(), " [1, 2 "));
  }

  @Test
  void takesAContentTypeWithoutAValueAsNone() throws UnreadableRecordException {
    assertThat(reader.read(record("{\"message\": \"hello\"}", header("content-type", null))))
        .isEqualTo(new ReceivedEvent("", Optional.empty(), "hello"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"42", "null", "true", "[\"1\"]", "{}", "\"\""})
  void takesAnIdThatIsNoStringOrEmptyAsNone(String id) throws UnreadableRecordException {
    assertThat(reader.read(record("{\"id\": " + id + ", \"message\": \"hello\"}")))
        .isEqualTo(new ReceivedEvent("", Optional.empty(), "hello"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"id\": \"1\"}", "{\"message\": 42}", "{\"Message\": \"hello\"}"})
  void takesTheWholeObjectWhereItHasNoMessage(String json) throws UnreadableRecordException {
    assertThat(reader.read(record(json)).message()).isEqualTo(json);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "{\"message\": \"hel",
        "{hello} everybody",
        "{\"message\": \"one\"} {\"message\": \"two\"}",
        "{\"message\": \"one\"} and more",
        "{\"message\": \"one\"}}",
      })
  void refusesWhatOpensLikeAnObjectAndIsNotExactlyOne(String value) {
    assertThat(refused(record(value)).reason()).isEqualTo(Reason.MALFORMED_JSON);
  }

  @ParameterizedTest
  @ValueSource(strings = {" ", "hello", "1 2", "\"one\" \"two\"", "nul", "[] ]"})
  void refusesWhatIsNotTheJsonItsContentTypeSays(String value) {
    assertThat(refused(record(value, header("content-type", "application/json"))).reason())
        .isEqualTo(Reason.MALFORMED_JSON);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "{\"message\":", "{\"a\":["})
  void refusesDeepNesting(String opening) {
    assertThat(
            refused(record(opening.repeat(10_000), header("content-type", "application/json")))
                .reason())
        .isEqualTo(Reason.MALFORMED_JSON);
  }

  @Test
  void refusesDeepNestingThatIsWellFormed() {
    assertThat(refused(record("{\"a\":" + "[".repeat(10_000) + "]".repeat(10_000) + "}")).reason())
        .isEqualTo(Reason.MALFORMED_JSON);
  }

  @Test
  void refusesDeepNestingInACloudEvent() {
    assertThat(
            refused(
                    record(
                        "[".repeat(10_000), cloudEvent(header("content-type", "application/json"))))
                .reason())
        .isEqualTo(Reason.MALFORMED_JSON);
  }

  @Test
  void refusesNumbersThatNoMachineHolds() {
    assertThat(refused(record("{\"n\": 1e99999999999}")).reason()).isEqualTo(Reason.MALFORMED_JSON);
    assertThat(refused(record("{\"n\": " + "1".repeat(20_000) + "}")).reason())
        .isEqualTo(Reason.MALFORMED_JSON);
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/plain", "application/json"})
  void refusesBytesThatAreNoUtf8(String contentType) {
    byte[] latin1 = "Grüße".getBytes(StandardCharsets.ISO_8859_1);
    assertThat(refused(record(latin1, header("content-type", contentType))).reason())
        .isEqualTo(Reason.NOT_UTF_8);
  }

  @Test
  void givesAnEventOrAReasonWhateverTheBytesAre() {
    Strangers strangers = new Strangers(new Random(20261122));
    List<Throwable> outcomes =
        Stream.generate(strangers::record)
            .limit(20_000)
            .map(record -> catchThrowable(() -> reader.read(record)))
            .toList();
    assertThat(outcomes).hasSize(20_000);
    assertThat(
            outcomes.stream()
                .filter(outcome -> outcome != null)
                .filter(outcome -> !(outcome instanceof UnreadableRecordException)))
        .isEmpty();
    assertThat(outcomes).containsNull();
    assertThat(reasons(outcomes)).isEqualTo(EnumSet.complementOf(EnumSet.of(Reason.TOO_LARGE)));
    assertThat(outcomes)
        .filteredOn(outcome -> outcome != null)
        .allSatisfy(outcome -> assertThat(outcome).message().isNotNull());
  }

  private static Set<Reason> reasons(List<Throwable> outcomes) {
    return outcomes.stream()
        .filter(UnreadableRecordException.class::isInstance)
        .map(outcome -> ((UnreadableRecordException) outcome).reason())
        .collect(Collectors.toSet());
  }

  private UnreadableRecordException refused(ConsumerRecord<byte[], byte[]> record) {
    UnreadableRecordException problem =
        catchThrowableOfType(UnreadableRecordException.class, () -> reader.read(record));
    assertThat(problem).isNotNull();
    return problem;
  }

  private static Header[] cloudEvent(Header... more) {
    return Stream.concat(
            Stream.of(
                header("ce_specversion", "1.0"),
                header("ce_id", "e-1"),
                header("ce_source", "/somewhere"),
                header("ce_type", "something.happened"),
                header("ce_time", "2026-11-22T10:00:00Z")),
            Stream.of(more))
        .toArray(Header[]::new);
  }

  private static Header[] without(String name, Header... headers) {
    return Stream.of(headers).filter(h -> !h.key().equals(name)).toArray(Header[]::new);
  }

  private static Header[] with(String name, String value, Header... headers) {
    return Stream.concat(Stream.of(without(name, headers)), Stream.of(header(name, value)))
        .toArray(Header[]::new);
  }

  private static Header header(String name, String value) {
    return new RecordHeader(name, value == null ? null : value.getBytes(UTF_8));
  }

  private static ConsumerRecord<byte[], byte[]> record(String value, Header... headers) {
    return record(value.getBytes(UTF_8), headers);
  }

  private static ConsumerRecord<byte[], byte[]> record(byte[] value, Header... headers) {
    return new ConsumerRecord<>(
        "events",
        2,
        48,
        0,
        TimestampType.CREATE_TIME,
        0,
        value == null ? -1 : value.length,
        null,
        value,
        new RecordHeaders(headers),
        Optional.empty());
  }

  /** Records nobody meant well with: values and headers from legal to senseless, mixed. */
  private static final class Strangers {

    private static final List<String> NAMES =
        List.of(
            "content-type",
            "ce_specversion",
            "ce_id",
            "ce_source",
            "ce_type",
            "ce_time",
            "ce_datacontenttype",
            "ce_dataschema",
            "ce_data",
            "ce_x-y",
            "ce_",
            "ce",
            "traceparent",
            "");
    private static final List<String> TEXTS =
        List.of(
            "1.0",
            "0.3",
            "2.0",
            "e-1",
            "/somewhere",
            "not a uri",
            "2026-11-22T10:00:00Z",
            "yesterday",
            "application/json",
            "Application/JSON;charset=x",
            "text/plain",
            ";",
            "",
            "application/cloudevents+json",
            "application/cloudevents",
            "application/avro",
            "\0",
            "é");
    private static final List<String> PARTS =
        List.of(
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "\"id\"",
            "\"message\"",
            "\"a\"",
            "\"\\udc4b\"",
            "\\",
            "1",
            "1e99999999999",
            "true",
            "null",
            " ",
            "{\"message\":\"hello\"}",
            "hello",
            "é");

    private final Random random;

    Strangers(Random random) {
      this.random = random;
    }

    ConsumerRecord<byte[], byte[]> record() {
      return RecordReaderTest.record(value(), headers());
    }

    private byte[] value() {
      return switch (random.nextInt(10)) {
        case 0 -> null;
        case 1 -> bytes(random.nextInt(20));
        case 2 -> one(PARTS).repeat(2000).getBytes(UTF_8);
        default ->
            Stream.generate(() -> one(PARTS))
                .limit(random.nextInt(8))
                .collect(Collectors.joining())
                .getBytes(UTF_8);
      };
    }

    private Header[] headers() {
      List<Header> headers = new ArrayList<>();
      if (random.nextBoolean()) {
        headers.addAll(List.of(cloudEvent()));
      }
      random
          .ints(random.nextInt(4), 0, 6)
          .forEach(kind -> headers.add(new RecordHeader(one(NAMES), headerValue(kind))));
      return headers.toArray(Header[]::new);
    }

    private byte[] headerValue(int kind) {
      return switch (kind) {
        case 0 -> null;
        case 1 -> bytes(random.nextInt(10));
        default -> one(TEXTS).getBytes(UTF_8);
      };
    }

    private byte[] bytes(int length) {
      byte[] bytes = new byte[length];
      random.nextBytes(bytes);
      return bytes;
    }

    private String one(List<String> of) {
      return of.get(random.nextInt(of.size()));
    }
  }
}
