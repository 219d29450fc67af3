package dev.polyglot.kafka.health;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Knows at any moment whether the brokers answer and whether a topic is usable, at most 15 seconds
 * late: it asks every 10 seconds and gives up an answer after 5.
 *
 * <p>A change is logged once. Describing the topic, not the cluster, needs no more permission than
 * using the topic does.
 */
public class TopicObserver {

  /** The time between two questions. */
  public static final Duration INTERVAL = Duration.ofSeconds(10);

  private static final Logger LOG = System.getLogger(TopicObserver.class.getName());

  private final Admin admin;
  private final String topic;
  private final Clock clock;
  private final Future<?> schedule;
  private volatile Observation last;

  /** Only the schedule uses it; a start without problems is no news. */
  private State reported = State.USABLE;

  /**
   * Starts to observe, with the first question asked at once.
   *
   * @param admin the client to ask with
   * @param topic the topic to ask about
   * @param scheduler runs the questions
   * @param clock tells how old an observation is
   */
  public TopicObserver(Admin admin, String topic, ScheduledExecutorService scheduler, Clock clock) {
    this.admin = admin;
    this.topic = topic;
    this.clock = clock;
    this.last = Observation.unreachable(clock.instant(), "not asked yet");
    this.schedule =
        scheduler.scheduleWithFixedDelay(
            this::observe, 0, INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** The newest observation; one that is too old is given as unreachable. */
  public Observation last() {
    return last.asOf(clock.instant());
  }

  /** Ends the schedule; the client stays open. */
  public void stop() {
    schedule.cancel(true);
  }

  private void observe() {
    Observation now = ask();
    State state = State.of(now);
    if (state != reported) {
      report(now);
      reported = state;
    }
    last = now;
  }

  /** What is logged when it changes; the words of a problem may differ from time to time. */
  private enum State {
    USABLE,
    TOPIC_UNUSABLE,
    BROKERS_UNREACHABLE;

    static State of(Observation observation) {
      if (observation.usable()) {
        return USABLE;
      }
      return observation.brokersReachable() ? TOPIC_UNUSABLE : BROKERS_UNREACHABLE;
    }
  }

  private void report(Observation now) {
    if (now.usable()) {
      LOG.log(Level.INFO, "The brokers answer and topic {0} is usable", topic);
    } else {
      LOG.log(Level.WARNING, "Topic {0} is not usable: {1}", topic, now.problem());
    }
  }

  private Observation ask() {
    try {
      TopicDescription description =
          admin
              .describeTopics(List.of(topic))
              .topicNameValues()
              .get(topic)
              .get(SharedAdmin.ANSWER_TIME.toMillis(), TimeUnit.MILLISECONDS);
      return Observation.usable(clock.instant(), description.partitions().size());
    } catch (ExecutionException e) {
      return refused(e.getCause());
    } catch (TimeoutException e) {
      return Observation.unreachable(
          clock.instant(), "no answer within %d s".formatted(SharedAdmin.ANSWER_TIME.toSeconds()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Observation.unreachable(clock.instant(), "stopped while asking");
    } catch (RuntimeException e) {
      return Observation.unreachable(clock.instant(), e.toString());
    }
  }

  private Observation refused(Throwable cause) {
    if (cause instanceof UnknownTopicOrPartitionException) {
      return Observation.topicUnusable(
          clock.instant(), "topic '%s' does not exist".formatted(topic));
    }
    if (cause instanceof AuthorizationException) {
      return Observation.topicUnusable(clock.instant(), cause.getMessage());
    }
    return Observation.unreachable(clock.instant(), cause.toString());
  }
}
