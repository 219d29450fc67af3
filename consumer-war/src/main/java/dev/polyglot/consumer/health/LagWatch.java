package dev.polyglot.consumer.health;

import dev.polyglot.kafka.incoming.StreamStatus;
import dev.polyglot.kafka.incoming.StreamStatus.CommitFailure;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * Notices that this replica stands still while records wait for it, that it is not in its group,
 * that its stream does not poll, or that its commits fail: a channel can die in ways that end no
 * stream.
 *
 * <p>To be called on a schedule. A replica is judged by its own partitions only, so that another's
 * lag is not held against it: its positions are the channel's own, the ends of the partitions are
 * asked of the brokers, so that a channel which learns of no new records is noticed, too.
 */
public final class LagWatch {

  /** How long records may wait without one being settled, the group or a commit be missed. */
  static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final Logger LOG = System.getLogger(LagWatch.class.getName());
  private static final Duration ANSWER_TIME = Duration.ofSeconds(5);

  private final Admin admin;
  private final Supplier<StreamStatus> stream;
  private final LongSupplier settled;
  private final BooleanSupplier brokersReachable;
  private final Clock clock;

  private long settledBefore;
  private Instant goodAt;
  private boolean blind;
  private volatile long lag;
  private volatile String problem;

  /**
   * @param admin the client to ask with
   * @param stream how far the channel is
   * @param settled how many records this replica is done with
   * @param brokersReachable whether the brokers answer at all
   * @param clock tells how long it stands still
   */
  public LagWatch(
      Admin admin,
      Supplier<StreamStatus> stream,
      LongSupplier settled,
      BooleanSupplier brokersReachable,
      Clock clock) {
    this.admin = admin;
    this.stream = stream;
    this.settled = settled;
    this.brokersReachable = brokersReachable;
    this.clock = clock;
    this.goodAt = clock.instant();
  }

  /** Asks the brokers once; without an answer the last judgement stays. */
  public void look() {
    StreamStatus status = stream.get();
    try {
      judge(status, ends(status.positions().keySet()));
      blind = false;
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      // Thrown on, it would end the schedule.
      unanswered(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Records that wait in this replica's partitions, when last looked. */
  public long lag() {
    return lag;
  }

  /** Why this replica is unhealthy; null if nothing speaks against it, as far as is known. */
  public String problem() {
    return problem;
  }

  /**
   * Judges by what was found.
   *
   * @param status how far the channel is
   * @param ends the offset after the last record of each partition that this replica owns
   */
  void judge(StreamStatus status, Map<TopicPartition, Long> ends) {
    Instant now = clock.instant();
    long settledNow = settled.getAsLong();
    boolean moved = settledNow != settledBefore;
    settledBefore = settledNow;
    lag = lagOf(status.positions(), ends);
    boolean working = status.member() && isPolled(status, now) && status.commitFailure() == null;
    if (working && (lag == 0 || moved)) {
      goodAt = now;
    }
    Duration still = Duration.between(goodAt, now);
    problem = still.compareTo(PATIENCE) > 0 ? describe(status, now, still) : null;
  }

  private static boolean isPolled(StreamStatus status, Instant now) {
    return Duration.between(status.polledAt(), now).compareTo(PATIENCE) <= 0;
  }

  private static long lagOf(Map<TopicPartition, Long> positions, Map<TopicPartition, Long> ends) {
    return positions.entrySet().stream()
        .mapToLong(own -> Math.max(0, ends.get(own.getKey()) - own.getValue()))
        .sum();
  }

  private String describe(StreamStatus status, Instant now, Duration still) {
    if (!isPolled(status, now)) {
      return "the stream asked for no records since " + status.polledAt();
    }
    if (!status.member()) {
      return "this replica is not in its group, for " + still.toSeconds() + " s";
    }
    CommitFailure failure = status.commitFailure();
    return failure == null
        ? lag + " records wait and none was settled for " + still.toSeconds() + " s"
        : "no offset was committed since %s: %s".formatted(failure.since(), failure.cause());
  }

  private void unanswered(Exception e) {
    if (!brokersReachable.getAsBoolean()) {
      // Their own check reports it; while they are away nothing can be settled, here or elsewhere.
      goodAt = clock.instant();
    } else if (!blind) {
      blind = true;
      LOG.log(Level.WARNING, "The lag cannot be watched: {0}", e.toString());
    }
  }

  /** Up to the first open transaction: what comes after it is not to be read yet. */
  private Map<TopicPartition, Long> ends(Set<TopicPartition> partitions)
      throws ExecutionException, InterruptedException, TimeoutException {
    Map<TopicPartition, OffsetSpec> latest =
        partitions.stream()
            .collect(Collectors.toMap(Function.identity(), partition -> OffsetSpec.latest()));
    return admin
        .listOffsets(latest, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
        .all()
        .get(ANSWER_TIME.toMillis(), TimeUnit.MILLISECONDS)
        .entrySet()
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey, end -> end.getValue().offset()));
  }
}
