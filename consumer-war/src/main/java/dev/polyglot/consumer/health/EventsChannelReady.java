package dev.polyglot.consumer.health;

import dev.polyglot.consumer.events.boundary.EventsListener;
import dev.polyglot.consumer.events.control.Tally;
import dev.polyglot.consumer.settings.ConsumerSettings;
import dev.polyglot.kafka.health.TopicObserver;
import dev.polyglot.kafka.incoming.KafkaIncomingConnector;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;
import org.eclipse.microprofile.reactive.messaging.spi.Connector;

/** Readiness check {@code channel events}: whether records are still being settled. */
@Readiness
@ApplicationScoped
public class EventsChannelReady implements HealthCheck {

  @Inject ConsumerSettings settings;
  @Inject EventsListener listener;

  @Inject
  @Connector(KafkaIncomingConnector.NAME)
  KafkaIncomingConnector connector;

  @Inject LagWatch watch;
  @Inject TopicObserver observer;
  @Inject Tally tally;

  @Override
  public HealthCheckResponse call() {
    HealthCheckResponseBuilder response =
        HealthCheckResponse.named("channel events")
            .withData("topic", settings.topic())
            .withData("group", settings.groupId())
            .withData("lag", watch.lag())
            .withData("printed", tally.printed())
            .withData("duplicates", tally.duplicates());
    Optional<String> problem = problem();
    problem.ifPresent(text -> response.withData("problem", text));
    return response.status(problem.isEmpty()).build();
  }

  private Optional<String> problem() {
    return Optional.ofNullable(listener.end())
        .or(() -> Optional.ofNullable(connector.status("events").end()))
        .map(end -> "the stream died: %s; restart the service".formatted(end))
        .or(() -> Optional.ofNullable(watch.problem()))
        .or(() -> Optional.ofNullable(observer.last().topicProblem()));
  }
}
