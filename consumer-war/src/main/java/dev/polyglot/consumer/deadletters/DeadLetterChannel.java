package dev.polyglot.consumer.deadletters;

import dev.polyglot.consumer.settings.ConsumerSettings;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Emitter;

/** Joins the dead letters to the Reactive Messaging channel {@code dead-letters}. */
@ApplicationScoped
public class DeadLetterChannel {

  private static final Logger LOG = System.getLogger(DeadLetterChannel.class.getName());

  @Inject ConsumerSettings settings;

  @Inject
  @Channel("dead-letters")
  Emitter<ProducerRecord<byte[], byte[]>> emitter;

  @Resource ManagedScheduledExecutorService scheduler;

  private PersistentSender sender;

  @PostConstruct
  void join() {
    sender = new PersistentSender(emitter::send, this::pause);
  }

  /**
   * Keeps a record that cannot be read.
   *
   * @param record as it came from the broker
   * @param reason the kind of problem
   * @param cause the problem in words
   * @return completes once all in-sync replicas have the dead letter; exceptionally only if the
   *     application is being stopped
   */
  public CompletionStage<Void> keep(
      ConsumerRecord<byte[], byte[]> record, String reason, String cause) {
    LOG.log(
        Level.WARNING,
        "Dead letter from {0}[{1}]@{2}: {3}, {4}",
        record.topic(),
        Integer.toString(record.partition()),
        Long.toString(record.offset()),
        reason,
        DeadLetter.shortened(cause));
    return sender.send(DeadLetter.of(settings.deadLetterTopic(), record, reason, cause));
  }

  /**
   * Says why dead letters do not get through.
   *
   * @return what is wrong; null if nothing is, as far as is known
   */
  public String problem() {
    return emitter.isCancelled() ? "the stream ended; restart the service" : sender.problem();
  }

  private CompletionStage<Void> pause(Duration time) {
    CompletableFuture<Void> over = new CompletableFuture<>();
    scheduler.schedule(() -> over.complete(null), time.toMillis(), TimeUnit.MILLISECONDS);
    return over;
  }
}
