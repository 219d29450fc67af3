package dev.polyglot.producer.health;

import dev.polyglot.kafka.health.Observation;
import dev.polyglot.kafka.health.TopicObserver;
import dev.polyglot.producer.events.boundary.EventsChannel;
import dev.polyglot.producer.settings.ProducerSettings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Readiness check {@code channel events}: whether an event could leave, the brokers aside. */
@Readiness
@ApplicationScoped
public class EventsChannelReady implements HealthCheck {

  @Inject ProducerSettings settings;
  @Inject EventsChannel channel;
  @Inject TopicObserver observer;

  @Override
  public HealthCheckResponse call() {
    Observation observation = observer.last();
    HealthCheckResponseBuilder response =
        HealthCheckResponse.named("channel events").withData("topic", settings.topic());
    if (!channel.isOpen()) {
      return response.withData("problem", "the stream ended; restart the service").down().build();
    }
    if (observation.topicProblem() != null) {
      return response.withData("problem", observation.topicProblem()).down().build();
    }
    return response.up().build();
  }
}
