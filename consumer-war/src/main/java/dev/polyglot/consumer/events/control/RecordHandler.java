package dev.polyglot.consumer.events.control;

import dev.polyglot.consumer.events.entity.Position;
import dev.polyglot.consumer.events.entity.ReceivedEvent;
import dev.polyglot.consumer.events.entity.UnreadableRecordException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Brings each record to its end: on the console, or in the dead-letter topic.
 *
 * <p>One record after the other; the order of a partition is kept. At least once: the record may be
 * acknowledged once its stage completes, never before.
 */
public final class RecordHandler {

  /** What {@link #handle} gives for a record that is done with when it returns. */
  public static final CompletionStage<Void> HANDLED = CompletableFuture.completedFuture(null);

  private final RecordReader reader;
  private final DuplicateWindow window;
  private final Consumer<String> console;
  private final DeadLetters deadLetters;
  private final Tally tally;

  /** Takes a record that cannot be read. */
  @FunctionalInterface
  public interface DeadLetters {

    /**
     * Keeps the record for a person to look at.
     *
     * @param record as it came from the broker
     * @param problem why it cannot be read
     * @return completes once all in-sync replicas have the dead letter; exceptionally only if the
     *     application is being stopped
     */
    CompletionStage<Void> keep(
        ConsumerRecord<byte[], byte[]> record, UnreadableRecordException problem);
  }

  /**
   * @param reader reads the bytes
   * @param window knows what was printed
   * @param console takes a line
   * @param deadLetters takes what cannot be read
   * @param tally counts
   */
  public RecordHandler(
      RecordReader reader,
      DuplicateWindow window,
      Consumer<String> console,
      DeadLetters deadLetters,
      Tally tally) {
    this.reader = reader;
    this.window = window;
    this.console = console;
    this.deadLetters = deadLetters;
    this.tally = tally;
  }

  /**
   * Handles one record.
   *
   * @param record as it came from the broker
   * @return {@link #HANDLED} if the record is done with; otherwise completes when it is, and
   *     exceptionally only if a dead letter could not be kept, since the application is being
   *     stopped
   * @throws java.io.UncheckedIOException if the console does not take the line
   */
  public CompletionStage<Void> handle(ConsumerRecord<byte[], byte[]> record) {
    ReceivedEvent event;
    try {
      event = reader.read(record);
    } catch (UnreadableRecordException problem) {
      return deadLetters.keep(record, problem).thenRun(tally::countDeadLetter);
    }
    if (event.identity().map(window::add).orElse(true)) {
      Position position = new Position(record.topic(), record.partition(), record.offset());
      console.accept(ConsoleLine.of(position, event));
      tally.countPrinted();
    } else {
      tally.countDuplicate();
    }
    return HANDLED;
  }
}
