package dev.polyglot.producer.incontainer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyglot.producer.events.boundary.EventsChannel;
import dev.polyglot.producer.events.control.Outbox;
import dev.polyglot.producer.events.entity.Event;
import dev.polyglot.producer.events.entity.EventId;
import dev.polyglot.producer.settings.ProducerSettings;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.io.File;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.assertj.core.api.Assertions;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.importer.ZipImporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The producer's beans where they live: inside Liberty, with a real channel behind them. */
@ExtendWith(ArquillianExtension.class)
class ProducerInContainerIT {

  @Inject Outbox<ProducerRecord<String, byte[]>> outbox;
  @Inject EventsChannel channel;
  @Inject ProducerSettings settings;
  @Inject Config config;
  @Inject @Readiness Instance<HealthCheck> readiness;

  @Deployment
  static WebArchive producer() throws URISyntaxException {
    // Under a name of its own: the server's configuration speaks of producer.war.
    return ShrinkWrap.create(ZipImporter.class, "producer-it.war")
        .importFrom(new File(System.getProperty("it.war")))
        .as(WebArchive.class)
        .addAsLibrary(
            new File(Assertions.class.getProtectionDomain().getCodeSource().getLocation().toURI()));
  }

  @Test
  void theOutboxCompletesOnceTheBrokerHasTheRecord() throws Exception {
    Event event = new Event(EventId.random(), Instant.now(), "from inside");

    outbox.send(event.toRecord(settings.topic())).toCompletableFuture().get(30, TimeUnit.SECONDS);

    assertThat(channel.isOpen()).isTrue();
    assertThat(outbox.inFlight()).isZero();
  }

  @Test
  void everyChannelGetsItsConnectionFromTheEnvironment() {
    assertThat(
            config.getValue("mp.messaging.connector.liberty-kafka.bootstrap.servers", String.class))
        .isEqualTo(System.getenv("BROKERS"));
    assertThat(config.getPropertyNames())
        .contains("mp.messaging.connector.liberty-kafka.security.protocol");
  }

  @Test
  void readinessHasOneCheckForTheBrokersAndOneForTheChannel() {
    List<String> names =
        readiness.stream().map(HealthCheck::call).map(HealthCheckResponse::getName).toList();

    assertThat(names).containsExactlyInAnyOrder("kafka", "channel events");
  }

  @Test
  @RunAsClient
  void aPostFromOutsideIsAnsweredWithTheEventsId(@ArquillianResource URL base) throws Exception {
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(base + "events"))
                    .timeout(Duration.ofSeconds(30))
                    .POST(HttpRequest.BodyPublishers.noBody())
                    .build(),
                HttpResponse.BodyHandlers.ofString());

    assertThat(answer.statusCode()).isEqualTo(201);
    assertThat(answer.body()).containsPattern("\"id\":\"[0-9a-f-]{36}\"");
  }
}
