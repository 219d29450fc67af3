package dev.polyglot.consumer.incontainer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyglot.consumer.deadletters.DeadLetterChannel;
import dev.polyglot.consumer.events.boundary.EventsListener;
import dev.polyglot.consumer.events.control.Tally;
import dev.polyglot.kafka.health.SharedAdmin;
import dev.polyglot.kafka.settings.KafkaSettings;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.io.File;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.assertj.core.api.Assertions;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.hamcrest.Matcher;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.importer.ZipImporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The consumer's beans where they live: inside Liberty, with real channels behind them. */
@ExtendWith(ArquillianExtension.class)
class ConsumerInContainerIT {

  @Inject DeadLetterChannel deadLetters;
  @Inject EventsListener listener;
  @Inject Tally tally;
  @Inject SharedAdmin shared;
  @Inject KafkaSettings kafka;
  @Inject @Readiness Instance<HealthCheck> readiness;

  @Deployment
  static WebArchive consumer() throws URISyntaxException {
    // Under a name of its own: the server's configuration speaks of consumer.war.
    return ShrinkWrap.create(ZipImporter.class, "consumer-it.war")
        .importFrom(new File(System.getProperty("it.war")))
        .as(WebArchive.class)
        .addAsLibraries(
            libraryOf(Assertions.class), libraryOf(Awaitility.class), libraryOf(Matcher.class));
  }

  private static File libraryOf(Class<?> type) throws URISyntaxException {
    return new File(type.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  @Test
  void theListenerSettlesARecordOfTheTopic() {
    long before = tally.printed();

    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            new HashMap<>(kafka.clientProperties()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      producer.send(new ProducerRecord<>("events", "hello".getBytes(StandardCharsets.UTF_8)));
    }

    Awaitility.await("the record is printed")
        .atMost(Duration.ofSeconds(60))
        .until(() -> tally.printed() == before + 1);
    assertThat(listener.end()).isNull();
  }

  @Test
  void aDeadLetterIsInItsTopicWhenItsStageCompletes() throws Exception {
    TopicPartition partition = new TopicPartition("events.dlq", 0);
    long before = endOffset(partition);
    ConsumerRecord<byte[], byte[]> record =
        new ConsumerRecord<>("events", 2, 48, null, new byte[] {1});

    deadLetters
        .keep(record, "not-utf-8", "the value is not valid UTF-8")
        .toCompletableFuture()
        .get(30, TimeUnit.SECONDS);

    assertThat(endOffset(partition)).isEqualTo(before + 1);
    assertThat(deadLetters.problem()).isNull();
  }

  @Test
  void readinessHasOneCheckForTheBrokersAndOneForEachChannel() {
    List<String> names =
        readiness.stream().map(HealthCheck::call).map(HealthCheckResponse::getName).toList();

    assertThat(names).containsExactlyInAnyOrder("kafka", "channel events", "channel dead-letters");
  }

  private long endOffset(TopicPartition partition) throws Exception {
    return shared
        .admin()
        .listOffsets(Map.of(partition, OffsetSpec.latest()))
        .all()
        .get(30, TimeUnit.SECONDS)
        .get(partition)
        .offset();
  }
}
