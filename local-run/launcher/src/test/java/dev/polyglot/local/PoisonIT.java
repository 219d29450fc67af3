package dev.polyglot.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyglot.local.system.BrokerSystem;
import dev.polyglot.local.system.ConsumerSystem;
import dev.polyglot.local.system.ProducerSystem;
import dev.polyglot.local.system.RunningSystem;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@ExtendWith(RunningSystem.class)
class PoisonIT {

  /** The largest value that fits a record of the broker's default limit. */
  private static final int ONE_MEBIBYTE = 1_048_576 - 100;

  private final BrokerSystem broker;
  private final ProducerSystem producer;
  private final ConsumerSystem consumer;

  PoisonIT(BrokerSystem broker, ProducerSystem producer, ConsumerSystem consumer) {
    this.broker = broker;
    this.producer = producer;
    this.consumer = consumer;
  }

  static Stream<Arguments> poison() {
    return Stream.of(
        Arguments.of("not-utf-8", new byte[] {(byte) 0xc3, (byte) 0x28}, Map.of()),
        Arguments.of("malformed-json", bytes("{\"message\": "), Map.of()),
        Arguments.of("malformed-json", bytes("x"), Map.of("content-type", "application/json")),
        Arguments.of("malformed-json", bytes("{\"a\":".repeat(20_000)), Map.of()),
        Arguments.of("empty", new byte[0], Map.of()),
        Arguments.of("empty", null, Map.of()),
        Arguments.of("too-large", bytes("x".repeat(ONE_MEBIBYTE)), Map.of()),
        Arguments.of("malformed-cloudevent", bytes("{}"), Map.of("ce_specversion", "1.0")),
        Arguments.of(
            "unsupported-content-type", bytes("x"), Map.of("content-type", "avro/binary")));
  }

  @ParameterizedTest
  @MethodSource("poison")
  void keepsAnUnreadableRecordAndGoesOn(String reason, byte[] value, Map<String, String> headers) {
    RecordMetadata written = broker.write(value, headers);

    ConsumerRecord<byte[], byte[]> letter = awaitDeadLetter(written);

    assertThat(letter.value()).isEqualTo(value);
    assertThat(header(letter, "dead-letter-reason")).isEqualTo(reason);
    assertThat(header(letter, "dead-letter-cause")).isNotBlank();
    assertThat(headers.entrySet())
        .allSatisfy(
            entry -> assertThat(header(letter, entry.getKey())).isEqualTo(entry.getValue()));
    String id = producer.posted("after poison");
    consumer.awaitEvent(id);
  }

  @Test
  void printsWhatAPlainClientOfAnotherLanguageSends() {
    String id = UUID.randomUUID().toString();

    broker.write(bytes("{\"id\": \"%s\", \"message\": \"bonjour\"}".formatted(id)), Map.of());
    consumer.awaitEvent(id + " bonjour");
    broker.write(bytes("no braces " + id), Map.of());
    consumer.awaitEvent("- no braces " + id);
  }

  private ConsumerRecord<byte[], byte[]> awaitDeadLetter(RecordMetadata written) {
    return Awaitility.await("the dead letter of " + written)
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> broker.read("events.dlq").stream().filter(l -> isOf(l, written)).toList(),
            letters -> letters.size() == 1)
        .get(0);
  }

  private static boolean isOf(ConsumerRecord<byte[], byte[]> letter, RecordMetadata written) {
    return List.of(
            header(letter, "dead-letter-topic"),
            header(letter, "dead-letter-partition"),
            header(letter, "dead-letter-offset"))
        .equals(
            List.of(
                "events", Integer.toString(written.partition()), Long.toString(written.offset())));
  }

  private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
    return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
