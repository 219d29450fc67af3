package dev.polyglot.consumer.health;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/**
 * Notices that this replica stands still while records wait for it, or that it is in its group no
 * more: a channel can die in ways that end no stream.
 *
 * <p>To be called on a schedule. A replica is judged by its own partitions only, so that another's
 * lag is not held against it.
 */
public final class LagWatch {

  /** How long records may wait without one being settled, or the group without this replica. */
  static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final Logger LOG = System.getLogger(LagWatch.class.getName());
  private static final Duration ANSWER_TIME = Duration.ofSeconds(5);

  private final Admin admin;
  private final String group;
  private final String clientId;
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
   * @param group the consumer group
   * @param clientId this replica's name in the group
   * @param settled how many records this replica is done with
   * @param brokersReachable whether the brokers answer at all
   * @param clock tells how long it stands still
   */
  public LagWatch(
      Admin admin,
      String group,
      String clientId,
      LongSupplier settled,
      BooleanSupplier brokersReachable,
      Clock clock) {
    this.admin = admin;
    this.group = group;
    this.clientId = clientId;
    this.settled = settled;
    this.brokersReachable = brokersReachable;
    this.clock = clock;
    this.goodAt = clock.instant();
  }

  /** Asks the brokers once; without an answer the last judgement stays. */
  public void look() {
    try {
      judge(ownLag());
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

  /** Why this replica is no good; null if nothing speaks against it, as far as is known. */
  public String problem() {
    return problem;
  }

  /**
   * Judges by what was found.
   *
   * @param waiting how many records wait in this replica's partitions; empty if it is not in its
   *     group
   */
  void judge(OptionalLong waiting) {
    Instant now = clock.instant();
    long settledNow = settled.getAsLong();
    boolean moved = settledNow != settledBefore;
    settledBefore = settledNow;
    lag = waiting.orElse(0);
    if (waiting.isPresent() && (lag == 0 || moved)) {
      goodAt = now;
    }
    Duration still = Duration.between(goodAt, now);
    problem = still.compareTo(PATIENCE) > 0 ? describe(waiting, still) : null;
  }

  private String describe(OptionalLong waiting, Duration still) {
    return waiting.isPresent()
        ? "%d records wait and none was settled for %d s".formatted(lag, still.toSeconds())
        : "no member with client id '%s' is in group '%s', for %d s"
            .formatted(clientId, group, still.toSeconds());
  }

  private void unanswered(Exception e) {
    if (!brokersReachable.getAsBoolean()) {
      // Their own check tells; while they are away nothing can be settled, here or elsewhere.
      goodAt = clock.instant();
    } else if (!blind) {
      blind = true;
      LOG.log(Level.WARNING, "The lag of group {0} cannot be watched: {1}", group, e);
    }
  }

  private OptionalLong ownLag() throws ExecutionException, InterruptedException, TimeoutException {
    Set<MemberDescription> own =
        members().stream()
            .filter(member -> member.clientId().equals(clientId))
            .collect(Collectors.toSet());
    if (own.isEmpty()) {
      return OptionalLong.empty();
    }
    Set<TopicPartition> partitions =
        own.stream()
            .flatMap(member -> member.assignment().topicPartitions().stream())
            .collect(Collectors.toSet());
    return OptionalLong.of(partitions.isEmpty() ? 0 : lagOf(partitions));
  }

  private Collection<MemberDescription> members()
      throws ExecutionException, InterruptedException, TimeoutException {
    try {
      return get(admin.describeConsumerGroups(Set.of(group)).describedGroups().get(group))
          .members();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof GroupIdNotFoundException) {
        return Set.of();
      }
      throw e;
    }
  }

  private long lagOf(Set<TopicPartition> partitions)
      throws ExecutionException, InterruptedException, TimeoutException {
    Map<TopicPartition, OffsetAndMetadata> committed =
        get(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
    Map<TopicPartition, Long> begins = offsets(partitions, OffsetSpec.earliest());
    Map<TopicPartition, Long> ends = offsets(partitions, OffsetSpec.latest());
    return partitions.stream()
        .mapToLong(
            partition -> {
              OffsetAndMetadata done = committed.get(partition);
              long next = done == null ? 0 : done.offset();
              return ends.get(partition) - Math.max(next, begins.get(partition));
            })
        .sum();
  }

  private Map<TopicPartition, Long> offsets(Set<TopicPartition> partitions, OffsetSpec which)
      throws ExecutionException, InterruptedException, TimeoutException {
    return get(
            admin
                .listOffsets(
                    partitions.stream().collect(Collectors.toMap(Function.identity(), p -> which)))
                .all())
        .entrySet()
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().offset()));
  }

  private static <T> T get(KafkaFuture<T> answer)
      throws ExecutionException, InterruptedException, TimeoutException {
    return answer.get(ANSWER_TIME.toMillis(), TimeUnit.MILLISECONDS);
  }
}
