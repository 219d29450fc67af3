package dev.polyglot.consumer.health;

import dev.polyglot.consumer.deadletters.DeadLetterChannel;
import dev.polyglot.consumer.events.control.Tally;
import dev.polyglot.consumer.settings.ConsumerSettings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Readiness check {@code channel dead-letters}: whether dead letters get through. */
@Readiness
@ApplicationScoped
public class DeadLetterChannelReady implements HealthCheck {

  @Inject ConsumerSettings settings;
  @Inject DeadLetterChannel channel;
  @Inject Tally tally;

  @Override
  public HealthCheckResponse call() {
    HealthCheckResponseBuilder response =
        HealthCheckResponse.named("channel dead-letters")
            .withData("topic", settings.deadLetterTopic())
            .withData("deadLetters", tally.deadLetters());
    String problem = channel.problem();
    return problem == null
        ? response.up().build()
        : response.withData("problem", problem).down().build();
  }
}
