package dev.polyglot.consumer.health;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * Notices that this replica stands still while records wait for it: a channel can die in ways that
 * end no stream.
 *
 * <p>To be called on a schedule. A replica is judged by its own partitions only, so that another's
 * lag is not held against it.
 */
public final class LagWatch {

  /** How long records may wait without one being settled. */
  static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final Duration ANSWER_TIME = Duration.ofSeconds(5);

  private final Admin admin;
  private final String group;
  private final String clientId;
  private final LongSupplier settled;
  private final Clock clock;

  private long settledBefore;
  private Instant movedAt;
  private volatile long lag;
  private volatile String problem;

  /**
   * @param admin the client to ask with
   * @param group the consumer group
   * @param clientId this replica's name in the group
   * @param settled how many records this replica is done with
   * @param clock tells how long it stands still
   */
  public LagWatch(Admin admin, String group, String clientId, LongSupplier settled, Clock clock) {
    this.admin = admin;
    this.group = group;
    this.clientId = clientId;
    this.settled = settled;
    this.clock = clock;
    this.movedAt = clock.instant();
  }

  /** Asks the brokers once; without an answer the last judgement stays. */
  public void look() {
    try {
      judge(ownLag());
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      // The brokers' own check tells that they do not answer, and while they do not, nothing can
      // be settled: no standstill of this replica. An exception would end the schedule.
      movedAt = clock.instant();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Records that wait in this replica's partitions, when last looked. */
  public long lag() {
    return lag;
  }

  /** Why this replica stands still; null if it does not, as far as is known. */
  public String problem() {
    return problem;
  }

  void judge(long waiting) {
    Instant now = clock.instant();
    lag = waiting;
    long settledNow = settled.getAsLong();
    if (waiting == 0 || settledNow != settledBefore) {
      movedAt = now;
    }
    settledBefore = settledNow;
    Duration still = Duration.between(movedAt, now);
    problem =
        still.compareTo(PATIENCE) > 0
            ? "%d records wait and none was settled for %d s".formatted(waiting, still.toSeconds())
            : null;
  }

  private long ownLag() throws ExecutionException, InterruptedException, TimeoutException {
    ConsumerGroupDescription description =
        get(admin.describeConsumerGroups(Set.of(group)).describedGroups().get(group));
    Set<TopicPartition> own =
        description.members().stream()
            .filter(member -> member.clientId().equals(clientId))
            .map(member -> member.assignment().topicPartitions())
            .flatMap(Collection::stream)
            .collect(Collectors.toSet());
    return own.isEmpty() ? 0 : lagOf(own);
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

  private static <T> T get(org.apache.kafka.common.KafkaFuture<T> answer)
      throws ExecutionException, InterruptedException, TimeoutException {
    return answer.get(ANSWER_TIME.toMillis(), TimeUnit.MILLISECONDS);
  }
}
