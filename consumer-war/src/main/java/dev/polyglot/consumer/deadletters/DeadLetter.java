package dev.polyglot.consumer.deadletters;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** The form of a dead letter: the record as it was, and headers that say why and from where. */
public final class DeadLetter {

  private static final String REASON = "dead-letter-reason";
  private static final String CAUSE = "dead-letter-cause";
  private static final String TOPIC = "dead-letter-topic";
  private static final String PARTITION = "dead-letter-partition";
  private static final String OFFSET = "dead-letter-offset";
  private static final String OMITTED = "dead-letter-value-omitted";

  /** Longer causes are cut: one of them may quote the record it is about. */
  private static final int MAX_CAUSE = 1000;

  private DeadLetter() {}

  /**
   * Makes the dead letter of a record.
   *
   * @param topic where dead letters go
   * @param record as it came from the broker; its key, value and headers are kept
   * @param reason the kind of problem
   * @param cause the problem in words
   */
  public static ProducerRecord<byte[], byte[]> of(
      String topic, ConsumerRecord<byte[], byte[]> record, String reason, String cause) {
    Headers headers = new RecordHeaders(record.headers().toArray());
    put(headers, REASON, reason);
    put(headers, CAUSE, shortened(cause));
    put(headers, TOPIC, record.topic());
    put(headers, PARTITION, Integer.toString(record.partition()));
    put(headers, OFFSET, Long.toString(record.offset()));
    return new ProducerRecord<>(topic, null, record.key(), record.value(), headers);
  }

  /**
   * Makes a dead letter small enough for any topic: it says where the record is instead of holding
   * it.
   *
   * @param letter one that the broker finds too large
   */
  public static ProducerRecord<byte[], byte[]> withoutValue(ProducerRecord<byte[], byte[]> letter) {
    Headers headers = new RecordHeaders();
    for (String name : new String[] {REASON, CAUSE, TOPIC, PARTITION, OFFSET}) {
      headers.add(letter.headers().lastHeader(name));
    }
    int size = letter.value() == null ? 0 : letter.value().length;
    put(headers, OMITTED, size + " bytes");
    return new ProducerRecord<>(letter.topic(), null, (byte[]) null, null, headers);
  }

  /** Says whether a dead letter has given up its value already. */
  static boolean isWithoutValue(ProducerRecord<byte[], byte[]> letter) {
    return letter.headers().lastHeader(OMITTED) != null;
  }

  /** A cause as it is reported, cut where it is longer than a person would read. */
  static String shortened(String cause) {
    return cause.substring(0, Math.min(cause.length(), MAX_CAUSE));
  }

  private static void put(Headers headers, String name, String value) {
    headers.remove(name).add(name, value.getBytes(StandardCharsets.UTF_8));
  }
}
