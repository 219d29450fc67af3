package dev.polyglot.consumer.events.control;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.polyglot.consumer.events.entity.UnreadableRecordException.Reason;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class RecordHandlerTest {

  private final List<String> console = new ArrayList<>();
  private final List<ConsumerRecord<byte[], byte[]>> kept = new ArrayList<>();
  private final List<Reason> reasons = new ArrayList<>();
  private final CompletableFuture<Void> deadLetterAcknowledged = new CompletableFuture<>();
  private final Tally tally = new Tally();
  private final RecordHandler handler =
      new RecordHandler(
          new RecordReader(100),
          new DuplicateWindow(10, Duration.ofHours(1), Clock.systemUTC()),
          console::add,
          (record, problem) -> {
            kept.add(record);
            reasons.add(problem.reason());
            return deadLetterAcknowledged;
          },
          tally);

  @Test
  void printsAnEventAndIsDone() {
    assertThat(handle(record(48, "{\"id\": \"1\", \"message\": \"hello\"}")))
        .isCompletedWithValue(null);
    assertThat(console).containsExactly("Message on events[2]@48: 1 hello");
    assertTally(1, 0, 0);
    assertThat(kept).isEmpty();
  }

  @Test
  void printsARepeatedEventOnceAndCountsTheRest() {
    handle(record(48, "{\"id\": \"1\", \"message\": \"hello\"}"));
    assertThat(handle(record(49, "{\"id\": \"1\", \"message\": \"hello\"}")))
        .isCompletedWithValue(null);
    assertThat(handle(record(50, "{\"id\": \"1\", \"message\": \"changed\"}")))
        .isCompletedWithValue(null);
    assertThat(console).containsExactly("Message on events[2]@48: 1 hello");
    assertTally(1, 2, 0);
  }

  @Test
  void printsAnEventWithoutAnIdEachTimeItComes() {
    handle(record(48, "hello"));
    handle(record(49, "hello"));
    assertThat(console)
        .containsExactly("Message on events[2]@48: - hello", "Message on events[2]@49: - hello");
    assertTally(2, 0, 0);
  }

  @Test
  void isDoneWithAnUnreadableRecordOnlyOnceTheDeadLetterIsKept() {
    ConsumerRecord<byte[], byte[]> unreadable = record(48, "{");
    CompletableFuture<Void> done = handle(unreadable);
    assertThat(kept).containsExactly(unreadable);
    assertThat(reasons).containsExactly(Reason.MALFORMED_JSON);
    assertThat(done).isNotDone();
    assertTally(0, 0, 0);

    deadLetterAcknowledged.complete(null);
    assertThat(done).isCompletedWithValue(null);
    assertTally(0, 0, 1);
    assertThat(console).isEmpty();
  }

  @Test
  void goesOnAfterAnUnreadableRecord() {
    deadLetterAcknowledged.complete(null);
    handle(record(48, "{"));
    handle(record(49, "hello"));
    assertThat(console).containsExactly("Message on events[2]@49: - hello");
    assertTally(1, 0, 1);
  }

  @Test
  void keepsAnUnreadableRecordEachTimeItComes() {
    deadLetterAcknowledged.complete(null);
    handle(record(48, "{\"id\": \"1\""));
    handle(record(49, "{\"id\": \"1\""));
    assertThat(kept).hasSize(2);
    assertTally(0, 0, 2);
  }

  private CompletableFuture<Void> handle(ConsumerRecord<byte[], byte[]> record) {
    return handler.handle(record).toCompletableFuture();
  }

  private void assertTally(long printed, long duplicates, long deadLetters) {
    assertThat(tally.printed()).as("printed").isEqualTo(printed);
    assertThat(tally.duplicates()).as("duplicates").isEqualTo(duplicates);
    assertThat(tally.deadLetters()).as("dead letters").isEqualTo(deadLetters);
    assertThat(tally.settled()).as("settled").isEqualTo(printed + duplicates + deadLetters);
  }

  private static ConsumerRecord<byte[], byte[]> record(long offset, String value) {
    return new ConsumerRecord<>("events", 2, offset, null, value.getBytes(UTF_8));
  }
}
