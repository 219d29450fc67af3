package dev.polyglot.consumer.events.boundary;

import dev.polyglot.consumer.deadletters.DeadLetterChannel;
import dev.polyglot.consumer.events.control.DuplicateWindow;
import dev.polyglot.consumer.events.control.RecordHandler;
import dev.polyglot.consumer.events.control.RecordReader;
import dev.polyglot.consumer.events.control.Tally;
import dev.polyglot.consumer.events.entity.Position;
import dev.polyglot.consumer.settings.ConsumerSettings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.streams.operators.ReactiveStreams;
import org.eclipse.microprofile.reactive.streams.operators.SubscriberBuilder;

/**
 * Listens to the channel {@code events} for the life of the application.
 *
 * <p>A record is acknowledged after it is done with. No record ends the stream: what cannot be read
 * is a dead letter, so a message is never refused, which would end it.
 */
@ApplicationScoped
public class EventsListener {

  private static final Logger LOG = System.getLogger(EventsListener.class.getName());

  private RecordHandler handler;
  private volatile String end;

  /** For the container's proxy. */
  protected EventsListener() {}

  /**
   * Puts the listener together.
   *
   * @param settings what the operator decided
   * @param deadLetters takes what cannot be read
   * @param tally counts
   */
  @Inject
  public EventsListener(ConsumerSettings settings, DeadLetterChannel deadLetters, Tally tally) {
    handler =
        new RecordHandler(
            new RecordReader(settings.maxEventBytes()),
            new DuplicateWindow(
                settings.duplicateWindowSize(), settings.duplicateWindowAge(), Clock.systemUTC()),
            System.out::println,
            (record, problem) ->
                deadLetters.keep(record, problem.reason().header(), problem.getMessage()),
            tally);
  }

  /** The stream of records; how it ends is kept for the health endpoints. */
  @Incoming("events")
  public SubscriberBuilder<Message<byte[]>, Void> listen() {
    return ReactiveStreams.<Message<byte[]>>builder()
        .flatMapCompletionStage(this::receive)
        .onError(problem -> end = problem.toString())
        .onComplete(() -> end = "the connector closed it")
        .ignore();
  }

  /**
   * Says why no record will come any more.
   *
   * @return what ended the stream; null while it goes on
   */
  public String end() {
    return end;
  }

  @SuppressWarnings("unchecked")
  private CompletionStage<Boolean> receive(Message<byte[]> message) {
    ConsumerRecord<byte[], byte[]> record = message.unwrap(ConsumerRecord.class);
    return handler
        .handle(record)
        .thenCompose(nothing -> message.ack())
        .handle((nothing, problem) -> acknowledged(record, problem));
  }

  /** An offset that was not committed comes again, here or in another replica: nothing is lost. */
  private static boolean acknowledged(ConsumerRecord<byte[], byte[]> record, Throwable problem) {
    if (problem != null) {
      LOG.log(
          Level.WARNING,
          "{0} is not committed: {1}",
          new Position(record.topic(), record.partition(), record.offset()),
          problem);
    }
    return problem == null;
  }
}
