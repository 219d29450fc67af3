package dev.polyglot.consumer.events.boundary;

import dev.polyglot.consumer.deadletters.DeadLetterChannel;
import dev.polyglot.consumer.events.control.DuplicateWindow;
import dev.polyglot.consumer.events.control.RecordHandler;
import dev.polyglot.consumer.events.control.RecordReader;
import dev.polyglot.consumer.events.control.Tally;
import dev.polyglot.consumer.settings.ConsumerSettings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * Listens to the channel {@code events} for the life of the application.
 *
 * <p>One record after the other; each is acknowledged after it is done with. No record ends the
 * stream: what cannot be read is a dead letter, and a message is never refused.
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
            new Console(new FileOutputStream(FileDescriptor.out))::print,
            (record, problem) ->
                deadLetters.keep(record, problem.reason().header(), problem.getMessage()),
            tally);
  }

  /** Takes the records; how the stream ends is kept for the health endpoints. */
  @Incoming("events")
  public Subscriber<Message<ConsumerRecord<byte[], byte[]>>> listen() {
    return new OneAfterTheOther();
  }

  /**
   * Says why no record will come any more.
   *
   * @return what ended the stream; null while it goes on
   */
  public String end() {
    return end;
  }

  /** Asks for the next record when one is acknowledged; a record handled at once needs no stage. */
  private final class OneAfterTheOther
      implements Subscriber<Message<ConsumerRecord<byte[], byte[]>>> {

    private Subscription records;

    @Override
    public void onSubscribe(Subscription subscription) {
      records = subscription;
      records.request(1);
    }

    @Override
    public void onNext(Message<ConsumerRecord<byte[], byte[]>> message) {
      CompletionStage<Void> handled;
      try {
        handled = handler.handle(message.getPayload());
      } catch (RuntimeException e) {
        cannotGoOn(e);
        return;
      }
      if (handled == RecordHandler.HANDLED) {
        acknowledge(message);
      } else {
        handled.whenComplete(
            (nothing, problem) -> {
              if (problem == null) {
                acknowledge(message);
              } else {
                cannotGoOn(problem);
              }
            });
      }
    }

    private void acknowledge(Message<ConsumerRecord<byte[], byte[]>> message) {
      message.ack();
      records.request(1);
    }

    /** The record stays uncommitted, so it comes again: here after a restart, or elsewhere. */
    private void cannotGoOn(Throwable problem) {
      LOG.log(Level.ERROR, "The stream of events ends", problem);
      end = problem.toString();
      records.cancel();
    }

    @Override
    public void onError(Throwable problem) {
      end = problem.toString();
    }

    @Override
    public void onComplete() {
      end = "the connector closed it";
    }
  }
}
