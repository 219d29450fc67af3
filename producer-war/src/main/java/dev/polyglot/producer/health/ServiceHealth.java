package dev.polyglot.producer.health;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Startup;

/** Started and live: the application answers. Neither knows Kafka. */
@ApplicationScoped
class ServiceHealth {

  @Produces
  @Startup
  HealthCheck started() {
    return () -> HealthCheckResponse.up("producer");
  }

  @Produces
  @Liveness
  HealthCheck live() {
    return () -> HealthCheckResponse.up("producer");
  }
}
