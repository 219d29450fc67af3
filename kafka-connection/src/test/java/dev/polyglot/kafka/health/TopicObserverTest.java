package dev.polyglot.kafka.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsResult;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.internals.KafkaFutureImpl;
import org.junit.jupiter.api.Test;

class TopicObserverTest {

  private static final Instant START = Instant.parse("2026-11-22T10:00:00Z");

  private final List<Object> asked = new ArrayList<>();
  private final List<Runnable> scheduled = new ArrayList<>();
  private final List<String> schedules = new ArrayList<>();
  private final List<Object> cancelled = new ArrayList<>();

  private Instant now = START;
  private Supplier<KafkaFuture<TopicDescription>> answer =
      () -> KafkaFuture.completedFuture(topic(6));

  @Test
  void knowsNothingBeforeTheFirstAnswer() {
    TopicObserver observer = observer();
    assertThat(asked).isEmpty();
    assertThat(observer.last()).isEqualTo(Observation.unreachable(START, "not asked yet"));
  }

  @Test
  void asksAtOnceAndThenEveryTenSeconds() {
    observer();
    assertThat(schedules).containsExactly("from 0 every 10000 MILLISECONDS");
  }

  @Test
  void asksAboutItsTopicOnly() {
    observer();
    runSchedule();
    assertThat(asked).containsExactly(List.of("events"));
  }

  @Test
  void knowsTheUsableTopicAndItsPartitions() {
    TopicObserver observer = observer();
    now = START.plusSeconds(3);
    runSchedule();
    assertThat(observer.last()).isEqualTo(Observation.usable(START.plusSeconds(3), 6));
  }

  @Test
  void tellsAMissingTopicFromUnreachableBrokers() {
    answer = () -> failed(new UnknownTopicOrPartitionException("no such topic"));
    TopicObserver observer = observer();
    runSchedule();
    assertThat(observer.last())
        .isEqualTo(Observation.topicUnusable(START, "topic 'events' does not exist"));
  }

  @Test
  void tellsAForbiddenTopicFromUnreachableBrokers() {
    answer = () -> failed(new TopicAuthorizationException("Topic authorization failed."));
    TopicObserver observer = observer();
    runSchedule();
    assertThat(observer.last())
        .isEqualTo(Observation.topicUnusable(START, "Topic authorization failed."));
  }

  @Test
  void takesAFailedCallAsUnreachableBrokers() {
    answer = () -> failed(new org.apache.kafka.common.errors.TimeoutException("no node available"));
    TopicObserver observer = observer();
    runSchedule();
    assertThat(observer.last())
        .isEqualTo(
            Observation.unreachable(
                START, "org.apache.kafka.common.errors.TimeoutException: no node available"));
  }

  @Test
  void givesUpAnAnswerAfterFiveSeconds() {
    List<String> waits = new ArrayList<>();
    answer =
        () ->
            new KafkaFutureImpl<>() {
              @Override
              public TopicDescription get(long timeout, TimeUnit unit) throws TimeoutException {
                waits.add(timeout + " " + unit);
                throw new TimeoutException();
              }
            };
    TopicObserver observer = observer();
    runSchedule();
    assertThat(waits).containsExactly("5000 MILLISECONDS");
    assertThat(observer.last()).isEqualTo(Observation.unreachable(START, "no answer within 5 s"));
  }

  @Test
  void takesAClosedClientAsUnreachableBrokers() {
    answer =
        () -> {
          throw new IllegalStateException("the client is closed");
        };
    TopicObserver observer = observer();
    runSchedule();
    assertThat(observer.last())
        .isEqualTo(
            Observation.unreachable(
                START, "java.lang.IllegalStateException: the client is closed"));
  }

  @Test
  void passesAnInterruptionOn() {
    answer = KafkaFutureImpl::new;
    TopicObserver observer = observer();
    Thread.currentThread().interrupt();
    runSchedule();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(observer.last()).isEqualTo(Observation.unreachable(START, "stopped while asking"));
  }

  @Test
  void forgetsAnOldProblemWithTheNextAnswer() {
    answer = () -> failed(new UnknownTopicOrPartitionException("no such topic"));
    TopicObserver observer = observer();
    runSchedule();
    answer = () -> KafkaFuture.completedFuture(topic(1));
    now = START.plusSeconds(10);
    runSchedule();
    assertThat(observer.last()).isEqualTo(Observation.usable(START.plusSeconds(10), 1));
  }

  @Test
  void doesNotTrustAnAnswerOlderThan45Seconds() {
    TopicObserver observer = observer();
    runSchedule();
    now = START.plusSeconds(45);
    assertThat(observer.last()).isEqualTo(Observation.usable(START, 6));
    now = START.plusSeconds(46);
    assertThat(observer.last())
        .isEqualTo(Observation.unreachable(START, "nothing observed since 2026-11-22T10:00:00Z"));
  }

  @Test
  void endsItsScheduleWhenStopped() {
    TopicObserver observer = observer();
    assertThat(cancelled).isEmpty();
    observer.stop();
    assertThat(cancelled).containsExactly(true);
  }

  private TopicObserver observer() {
    InstantSource source = () -> now;
    return new TopicObserver(admin(), "events", scheduler(), source.withZone(ZoneOffset.UTC));
  }

  private void runSchedule() {
    assertThat(scheduled).hasSize(1);
    scheduled.get(0).run();
  }

  /** An admin client that can describe topics and nothing else. */
  private Admin admin() {
    return (Admin)
        Proxy.newProxyInstance(
            Admin.class.getClassLoader(),
            new Class<?>[] {Admin.class},
            (proxy, method, arguments) -> {
              if (!method.getName().equals("describeTopics")) {
                throw new UnsupportedOperationException(method.toString());
              }
              asked.add(arguments[0]);
              return new Described(Map.of("events", answer.get()));
            });
  }

  /** A scheduler that runs nothing by itself. */
  private ScheduledExecutorService scheduler() {
    return (ScheduledExecutorService)
        Proxy.newProxyInstance(
            ScheduledExecutorService.class.getClassLoader(),
            new Class<?>[] {ScheduledExecutorService.class},
            (proxy, method, arguments) -> {
              if (!method.getName().equals("scheduleWithFixedDelay")) {
                throw new UnsupportedOperationException(method.toString());
              }
              scheduled.add((Runnable) arguments[0]);
              schedules.add(
                  "from %s every %s %s".formatted(arguments[1], arguments[2], arguments[3]));
              return schedule();
            });
  }

  private ScheduledFuture<?> schedule() {
    return (ScheduledFuture<?>)
        Proxy.newProxyInstance(
            ScheduledFuture.class.getClassLoader(),
            new Class<?>[] {ScheduledFuture.class},
            (proxy, method, arguments) -> {
              if (!method.getName().equals("cancel")) {
                throw new UnsupportedOperationException(method.toString());
              }
              return cancelled.add(arguments[0]);
            });
  }

  private static KafkaFuture<TopicDescription> failed(RuntimeException problem) {
    KafkaFutureImpl<TopicDescription> future = new KafkaFutureImpl<>();
    future.completeExceptionally(problem);
    return future;
  }

  private static TopicDescription topic(int partitions) {
    Node node = new Node(1, "localhost", 9092);
    return new TopicDescription(
        "events",
        false,
        Collections.nCopies(
            partitions, new TopicPartitionInfo(0, node, List.of(node), List.of(node))));
  }

  private static final class Described extends DescribeTopicsResult {
    Described(Map<String, KafkaFuture<TopicDescription>> topics) {
      super(null, topics);
    }
  }
}
