package dev.polyglot.consumer.health;

import dev.polyglot.consumer.events.control.Tally;
import dev.polyglot.consumer.settings.ConsumerSettings;
import dev.polyglot.kafka.health.SharedAdmin;
import dev.polyglot.kafka.health.TopicObserver;
import dev.polyglot.kafka.incoming.KafkaIncomingConnector;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Startup;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.reactive.messaging.spi.Connector;

/** Observes the topic and the lag from the start of the application to its end. */
@ApplicationScoped
class ConsumerObservation {

  @Resource ManagedScheduledExecutorService scheduler;

  private Future<?> looking;

  @Produces
  @Singleton
  TopicObserver observer(SharedAdmin shared, ConsumerSettings settings) {
    return new TopicObserver(shared.admin(), settings.topic(), scheduler, Clock.systemUTC());
  }

  void end(@Disposes TopicObserver observer) {
    observer.stop();
  }

  @Produces
  @Singleton
  LagWatch lagWatch(
      SharedAdmin shared,
      @Connector(KafkaIncomingConnector.NAME) KafkaIncomingConnector connector,
      Tally tally,
      TopicObserver observer) {
    return new LagWatch(
        shared.admin(),
        () -> connector.status("events"),
        tally::settled,
        () -> observer.last().brokersReachable(),
        Clock.systemUTC());
  }

  void begin(@Observes Startup startup, TopicObserver observer, LagWatch watch) {
    observer.last();
    long interval = TopicObserver.INTERVAL.toMillis();
    looking =
        scheduler.scheduleWithFixedDelay(watch::look, interval, interval, TimeUnit.MILLISECONDS);
  }

  @PreDestroy
  void stop() {
    if (looking != null) {
      looking.cancel(true);
    }
  }
}
