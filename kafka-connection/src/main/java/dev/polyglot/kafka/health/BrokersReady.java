package dev.polyglot.kafka.health;

import dev.polyglot.kafka.settings.KafkaSettings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Readiness check {@code kafka}: whether the brokers answer, apart from any channel's state. */
@Readiness
@ApplicationScoped
public class BrokersReady implements HealthCheck {

  @Inject KafkaSettings settings;
  @Inject TopicObserver observer;

  @Override
  public HealthCheckResponse call() {
    Observation observation = observer.last();
    HealthCheckResponseBuilder response =
        HealthCheckResponse.named("kafka")
            .withData("brokers", settings.brokers())
            .withData("observed", observation.at().toString());
    if (observation.brokersReachable()) {
      return response.up().build();
    }
    return response.withData("problem", observation.brokersProblem()).down().build();
  }
}
