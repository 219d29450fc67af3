package dev.polyglot.producer.events.boundary;

import dev.polyglot.producer.events.control.Outbox;
import dev.polyglot.producer.settings.ProducerSettings;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Emitter;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;

/** Joins the {@link Outbox} to the Reactive Messaging channel {@code events}. */
@ApplicationScoped
public class EventsChannel {

  /** The outbox bounds what is in flight, so the channel's own buffer need not. */
  @Inject
  @Channel("events")
  @OnOverflow(OnOverflow.Strategy.UNBOUNDED_BUFFER)
  Emitter<ProducerRecord<String, byte[]>> emitter;

  /** Kafka's send blocks while it waits for metadata: one thread of ours, never a request's. */
  private ExecutorService sender;

  @Resource ManagedThreadFactory threads;

  @Produces
  @Singleton
  Outbox<ProducerRecord<String, byte[]>> outbox(ProducerSettings settings) {
    sender = Executors.newSingleThreadExecutor(threads);
    return new Outbox<>(emitter::send, sender, settings.ackDeadline(), settings.maxInFlight());
  }

  /** Says whether the channel takes events; once closed it stays closed. */
  public boolean isOpen() {
    return !emitter.isCancelled();
  }

  @PreDestroy
  void stop() {
    if (sender != null) {
      sender.shutdownNow();
    }
  }
}
