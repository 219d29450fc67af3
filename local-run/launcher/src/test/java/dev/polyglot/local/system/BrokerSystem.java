package dev.polyglot.local.system;

import dev.polyglot.local.broker.BrokerProcess;
import dev.polyglot.local.broker.EmbeddedBroker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** A real broker in a process of its own, and a plain Kafka client next to it. */
public final class BrokerSystem implements AutoCloseable {

  private final BrokerProcess process;
  private final Admin admin;

  private BrokerSystem(BrokerProcess process) {
    this.process = process;
    this.admin = Admin.create(Map.of("bootstrap.servers", process.bootstrapServers()));
  }

  /** Starts a broker with the topic {@code events} and its dead-letter topic. */
  public static BrokerSystem start(Path data, Map<String, String> properties) {
    return start(EmbeddedBroker.freePort(), data, properties);
  }

  /** The same on a port that somebody knows already. */
  public static BrokerSystem start(int port, Path data, Map<String, String> properties) {
    return new BrokerSystem(BrokerProcess.start(port, data, "events", properties));
  }

  public String bootstrapServers() {
    return process.bootstrapServers();
  }

  /** Stops the process in its tracks: connections stay open, nothing answers. */
  public void pause() {
    signal("-STOP");
  }

  public void resume() {
    signal("-CONT");
  }

  private void signal(String signal) {
    try {
      int status =
          new ProcessBuilder("kill", signal, Long.toString(process.pid())).start().waitFor();
      if (status != 0) {
        throw new IllegalStateException("kill " + signal + " ended with " + status);
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  public Admin admin() {
    return admin;
  }

  /** The end offset of each partition of a topic. */
  public Map<TopicPartition, Long> endOffsets(String topic) {
    try {
      TopicDescription description =
          admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic);
      Map<TopicPartition, OffsetSpec> latest =
          description.partitions().stream()
              .map(partition -> new TopicPartition(topic, partition.partition()))
              .collect(Collectors.toMap(Function.identity(), partition -> OffsetSpec.latest()));
      return admin.listOffsets(latest).all().get().entrySet().stream()
          .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().offset()));
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The offsets that a group has committed; partitions without one are left out. */
  public Map<TopicPartition, Long> committedOffsets(String group) {
    try {
      return admin
          .listConsumerGroupOffsets(group)
          .partitionsToOffsetAndMetadata()
          .get()
          .entrySet()
          .stream()
          .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().offset()));
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /** How many records a topic has taken. */
  public long recordCount(String topic) {
    return endOffsets(topic).values().stream().mapToLong(Long::longValue).sum();
  }

  /** Writes a record as a plain client of any language would; returns where it stands. */
  public RecordMetadata write(byte[] value, Map<String, String> headers) {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrapServers(), "max.request.size", "4194304"),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      ProducerRecord<byte[], byte[]> record = new ProducerRecord<>("events", value);
      headers.forEach(
          (name, text) -> record.headers().add(name, text.getBytes(StandardCharsets.UTF_8)));
      return producer.send(record).get();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Declares a topic of one partition and its dead-letter topic. */
  public void declareTopic(String topic, Map<String, String> configuration) {
    done(
        admin
            .createTopics(
                List.of(
                    new NewTopic(topic, 1, (short) 1).configs(configuration),
                    new NewTopic(topic + ".dlq", 1, (short) 1)))
            .all());
  }

  /** Writes records of one key to a topic, one after the other. */
  public void writeAll(String topic, String key, List<String> values) {
    try (KafkaProducer<String, String> producer = textProducer(Map.of())) {
      values.forEach(value -> producer.send(new ProducerRecord<>(topic, key, value)));
    }
  }

  /** Writes a record of each value in a transaction that is committed. */
  public void writeInTransaction(String topic, List<String> values) {
    transaction(topic, values, KafkaProducer::commitTransaction);
  }

  /** Writes a record of each value in a transaction that is aborted. */
  public void writeAndAbort(String topic, List<String> values) {
    transaction(topic, values, KafkaProducer::abortTransaction);
  }

  private void transaction(
      String topic, List<String> values, Consumer<KafkaProducer<String, String>> end) {
    String id = UUID.randomUUID().toString();
    try (KafkaProducer<String, String> producer = textProducer(Map.of("transactional.id", id))) {
      producer.initTransactions();
      producer.beginTransaction();
      values.forEach(value -> producer.send(new ProducerRecord<>(topic, value)));
      producer.flush();
      end.accept(producer);
    }
  }

  /** A plain client that writes text. */
  public KafkaProducer<String, String> textProducer(Map<String, String> properties) {
    Map<String, Object> all = new HashMap<>(properties);
    all.put("bootstrap.servers", bootstrapServers());
    return new KafkaProducer<>(all, new StringSerializer(), new StringSerializer());
  }

  /** Deletes records as retention does, from a topic of one partition. */
  public void deleteRecordsBefore(String topic, long offset) {
    TopicPartition partition = new TopicPartition(topic, 0);
    done(admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(offset))).all());
  }

  /** How many offsets of a topic a group has not committed; all of them before its first commit. */
  public long lag(String group, String topic) {
    Map<TopicPartition, Long> committed = committedOffsets(group);
    return endOffsets(topic).entrySet().stream()
        .mapToLong(end -> end.getValue() - committed.getOrDefault(end.getKey(), 0L))
        .sum();
  }

  private static <T> T done(KafkaFuture<T> answer) {
    try {
      return answer.get();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Everything in a topic, now. */
  public List<ConsumerRecord<byte[], byte[]>> read(String topic) {
    Map<TopicPartition, Long> ends = endOffsets(topic);
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", bootstrapServers()),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      consumer.assign(ends.keySet());
      consumer.seekToBeginning(ends.keySet());
      List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        consumer.poll(Duration.ofMillis(200)).forEach(records::add);
      }
      return records;
    }
  }

  @Override
  public void close() {
    admin.close(Duration.ZERO);
    process.close();
  }
}
