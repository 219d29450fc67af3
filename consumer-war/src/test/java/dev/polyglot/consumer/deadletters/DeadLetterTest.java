package dev.polyglot.consumer.deadletters;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.Test;

class DeadLetterTest {

  private final ConsumerRecord<byte[], byte[]> record = record("key", "{");

  @Test
  void isTheRecordAsItWasWithTheReasonAndThePlace() {
    record.headers().add("traceparent", utf8("00-1")).add("empty", null);
    ProducerRecord<byte[], byte[]> letter =
        DeadLetter.of("events.dlq", record, "malformed-json", "no end");
    assertThat(letter.topic()).isEqualTo("events.dlq");
    assertThat(letter.partition()).isNull();
    assertThat(letter.key()).isEqualTo(utf8("key"));
    assertThat(letter.value()).isEqualTo(utf8("{"));
    assertThat(headers(letter))
        .containsExactly(
            "traceparent=00-1",
            "empty=null",
            "dead-letter-reason=malformed-json",
            "dead-letter-cause=no end",
            "dead-letter-topic=events",
            "dead-letter-partition=2",
            "dead-letter-offset=48");
  }

  @Test
  void leavesTheRecordItselfAlone() {
    DeadLetter.of("events.dlq", record, "malformed-json", "no end");
    assertThat(record.headers()).isEmpty();
  }

  @Test
  void keepsARecordWithoutKeyAndValue() {
    ProducerRecord<byte[], byte[]> letter =
        DeadLetter.of(
            "events.dlq", new ConsumerRecord<>("events", 0, 0, null, null), "empty", "no value");
    assertThat(letter.key()).isNull();
    assertThat(letter.value()).isNull();
    assertThat(headers(letter)).hasSize(5).contains("dead-letter-reason=empty");
  }

  @Test
  void saysOnlyTheLastReasonWhenADeadLetterIsReadAgain() {
    ProducerRecord<byte[], byte[]> first =
        DeadLetter.of("events.dlq", record, "malformed-json", "no end");
    ConsumerRecord<byte[], byte[]> again =
        new ConsumerRecord<>("events.dlq", 0, 7, first.key(), first.value());
    first.headers().forEach(again.headers()::add);
    assertThat(headers(DeadLetter.of("events.dlq.dlq", again, "too-large", "too many bytes")))
        .containsExactly(
            "dead-letter-reason=too-large",
            "dead-letter-cause=too many bytes",
            "dead-letter-topic=events.dlq",
            "dead-letter-partition=0",
            "dead-letter-offset=7");
  }

  @Test
  void keepsACauseOf1000CharactersWhole() {
    ProducerRecord<byte[], byte[]> letter =
        DeadLetter.of("events.dlq", record, "malformed-json", "é".repeat(1000));
    assertThat(headers(letter)).contains("dead-letter-cause=" + "é".repeat(1000));
  }

  @Test
  void cutsALongerCause() {
    ProducerRecord<byte[], byte[]> letter =
        DeadLetter.of("events.dlq", record, "malformed-json", "c".repeat(1000) + "X");
    assertThat(headers(letter)).contains("dead-letter-cause=" + "c".repeat(1000));
  }

  @Test
  void saysHowLargeTheValueWasInsteadOfHoldingIt() {
    record.headers().add("traceparent", utf8("00-1"));
    ProducerRecord<byte[], byte[]> small =
        DeadLetter.withoutValue(DeadLetter.of("events.dlq", record, "malformed-json", "no end"));
    assertThat(small.topic()).isEqualTo("events.dlq");
    assertThat(small.key()).isNull();
    assertThat(small.value()).isNull();
    assertThat(headers(small))
        .containsExactly(
            "dead-letter-reason=malformed-json",
            "dead-letter-cause=no end",
            "dead-letter-topic=events",
            "dead-letter-partition=2",
            "dead-letter-offset=48",
            "dead-letter-value-omitted=1 bytes");
  }

  private static List<String> headers(ProducerRecord<byte[], byte[]> letter) {
    return Arrays.stream(letter.headers().toArray()).map(DeadLetterTest::text).toList();
  }

  private static String text(Header header) {
    return header.key() + "=" + (header.value() == null ? null : new String(header.value(), UTF_8));
  }

  private static ConsumerRecord<byte[], byte[]> record(String key, String value) {
    return new ConsumerRecord<>("events", 2, 48, utf8(key), utf8(value));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(UTF_8);
  }
}
