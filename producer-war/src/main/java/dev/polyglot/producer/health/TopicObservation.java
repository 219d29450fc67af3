package dev.polyglot.producer.health;

import dev.polyglot.kafka.health.SharedAdmin;
import dev.polyglot.kafka.health.TopicObserver;
import dev.polyglot.producer.settings.ProducerSettings;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Startup;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;

/** Observes the topic from the start of the application to its end. */
@ApplicationScoped
class TopicObservation {

  @Resource ManagedScheduledExecutorService scheduler;

  @Produces
  @Singleton
  TopicObserver observer(SharedAdmin shared, ProducerSettings settings) {
    return new TopicObserver(shared.admin(), settings.topic(), scheduler, Clock.systemUTC());
  }

  void begin(@Observes Startup startup, TopicObserver observer) {
    observer.last();
  }

  void end(@Disposes TopicObserver observer) {
    observer.stop();
  }
}
