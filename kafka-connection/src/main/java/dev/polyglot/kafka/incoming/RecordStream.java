package dev.polyglot.kafka.incoming;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * The records of a topic as a stream for one listener, received, delivered and committed by one
 * thread.
 *
 * <p>The thread is a plain daemon: a container interrupts the threads it manages when it stops, and
 * an interrupted consumer cannot commit. It keeps the class loader of the application that
 * subscribed, by which Kafka finds classes named in its configuration.
 *
 * <p>A refused record does not end the stream; it is delivered again after a second, until it is
 * acknowledged, and its partition's commits wait for it. What Kafka may recover from is tried
 * again. Anything else ends the stream: the listener and {@link #status} get the cause.
 */
final class RecordStream
    implements Publisher<Message<ConsumerRecord<byte[], byte[]>>>,
        Subscription,
        IncomingRecord.Settlement {

  private static final Logger LOG = System.getLogger(RecordStream.class.getName());

  /** A stop, or an acknowledgement while nothing arrives, is noticed this late at most. */
  private static final Duration POLL_TIME = Duration.ofMillis(200);

  /** How often the consumer is called, to stay in its group, while nothing may be fetched. */
  private static final Duration HELD_UP_TIME = Duration.ofMillis(100);

  private static final Duration REDELIVERY_PAUSE = Duration.ofSeconds(1);

  private final ChannelSettings settings;
  private final Supplier<Consumer<byte[], byte[]>> client;
  private final Clock clock;
  private final Thread thread;

  private final AtomicLong demand = new AtomicLong();
  private final Queue<Refused> refused = new ConcurrentLinkedQueue<>();
  private volatile boolean stopping;
  private volatile boolean cancelled;
  private volatile RuntimeException failure;
  private volatile StreamStatus status;

  // For the thread alone:
  private final Deque<IncomingRecord> undelivered = new ArrayDeque<>();
  private Subscriber<? super Message<ConsumerRecord<byte[], byte[]>>> listener;
  private Consumer<byte[], byte[]> consumer;
  private Commits commits;
  private OwnedPartitions owned;
  private boolean member;
  private boolean failing;
  private boolean paused;

  private record Refused(IncomingRecord message, Instant again) {}

  /**
   * @param settings what the channel's configuration says
   * @param client makes the consumer, on the stream's own thread
   * @param clock tells when to commit and to deliver again
   */
  RecordStream(ChannelSettings settings, Supplier<Consumer<byte[], byte[]>> client, Clock clock) {
    this.settings = settings;
    this.client = client;
    this.clock = clock;
    this.thread = new Thread(this::run, "incoming-" + settings.channel());
    this.thread.setDaemon(true);
    this.status = new StreamStatus(clock.instant(), false, Map.of(), null, null);
  }

  StreamStatus status() {
    return status;
  }

  @Override
  public synchronized void subscribe(
      Subscriber<? super Message<ConsumerRecord<byte[], byte[]>>> subscriber) {
    if (listener != null) {
      throw new IllegalStateException(
          "channel '%s' has a listener already".formatted(settings.channel()));
    }
    listener = subscriber;
    subscriber.onSubscribe(this);
    thread.start();
  }

  @Override
  public void request(long records) {
    if (records < 1) {
      failure = new IllegalArgumentException(records + " records are requested; allowed: from 1");
    } else {
      demand.getAndAccumulate(records, RecordStream::sum);
    }
    notice();
  }

  private static long sum(long before, long more) {
    return before > Long.MAX_VALUE - more ? Long.MAX_VALUE : before + more;
  }

  @Override
  public void cancel() {
    cancelled = true;
    notice();
  }

  @Override
  public void acknowledged() {
    notice();
  }

  @Override
  public void refused(IncomingRecord message, Throwable reason, boolean first) {
    if (first) {
      LOG.log(
          Level.WARNING,
          "{0} is refused and will be delivered again until it is acknowledged: {1}",
          message,
          reason);
    }
    refused.add(new Refused(message, clock.instant().plus(REDELIVERY_PAUSE)));
    notice();
  }

  private void notice() {
    if (Thread.currentThread() != thread) {
      LockSupport.unpark(thread);
    }
  }

  /**
   * Stops fetching, waits for what the listener works on, commits what it acknowledged and leaves
   * the group; returns when that is done, or takes too long.
   */
  void stop() {
    stopping = true;
    LockSupport.unpark(thread);
    try {
      thread.join(settings.stopTimeout().plus(Commits.PATIENCE.multipliedBy(2)).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (thread.isAlive()) {
      LOG.log(Level.WARNING, "Channel {0} did not stop in time", settings.channel());
    }
  }

  private void run() {
    try {
      consumer = client.get();
      commits = new Commits(consumer, settings.commitInterval(), clock, cause -> failure = cause);
      owned = commits.owned();
      consumer.subscribe(List.of(settings.topic()), new Rebalance());
      while (!stopping && !cancelled) {
        turn();
      }
      awaitInFlight();
      end(cancelled ? "the listener cancelled it" : "the application stops");
    } catch (Throwable e) {
      end(e.toString());
      fail(e);
    } finally {
      close();
    }
  }

  private void turn() {
    fetch();
    commitWhenDue();
    deliver();
    if (failure != null) {
      throw failure;
    }
    if (isHeldUp()) {
      LockSupport.parkNanos(this, HELD_UP_TIME.toNanos());
    }
  }

  private boolean isHeldUp() {
    return (!undelivered.isEmpty() && demand.get() == 0)
        || owned.outstanding() >= settings.maxOutstanding();
  }

  /** Fetches if there is room; calls the consumer in any case, to stay in the group. */
  private void fetch() {
    redeliver();
    boolean room = undelivered.isEmpty() && owned.outstanding() < settings.maxOutstanding();
    if (!room) {
      consumer.pause(consumer.assignment());
    } else if (paused) {
      consumer.resume(consumer.assignment());
    }
    paused = !room;
    poll(room ? POLL_TIME : Duration.ZERO);
  }

  private void poll(Duration time) {
    try {
      owned.received(consumer.poll(time), this, undelivered::addLast);
      failing = false;
    } catch (RetriableException e) {
      if (!failing) {
        LOG.log(Level.WARNING, "Channel {0} tries again: {1}", settings.channel(), e);
      }
      failing = true;
      LockSupport.parkNanos(this, HELD_UP_TIME.toNanos());
    }
  }

  private void redeliver() {
    Instant now = clock.instant();
    while (!refused.isEmpty() && !refused.peek().again().isAfter(now)) {
      IncomingRecord message = refused.poll().message();
      if (!message.isDropped() && !message.isAcknowledged()) {
        undelivered.addFirst(message);
      }
    }
  }

  /** Delivers for as long as no commit is due: a slow listener holds up neither it nor a poll. */
  private void deliver() {
    while (!undelivered.isEmpty()
        && demand.get() > 0
        && !stopping
        && !cancelled
        && !commits.isDue()) {
      demand.decrementAndGet();
      IncomingRecord message = undelivered.removeFirst();
      message.setDelivered();
      listener.onNext(message);
    }
  }

  private void commitWhenDue() {
    if (commits.isDue()) {
      Map<TopicPartition, Long> positions = withUnknown(commits.send());
      status = new StreamStatus(clock.instant(), member, positions, commits.failure(), null);
    }
  }

  private Map<TopicPartition, Long> withUnknown(Map<TopicPartition, Long> known) {
    Map<TopicPartition, Long> positions = new HashMap<>(known);
    consumer.assignment().forEach(partition -> positions.putIfAbsent(partition, 0L));
    return positions;
  }

  private void awaitInFlight() {
    Instant deadline = clock.instant().plus(settings.stopTimeout());
    while (!cancelled && owned.isAnyInFlight() && clock.instant().isBefore(deadline)) {
      consumer.pause(consumer.assignment());
      poll(Duration.ZERO);
      LockSupport.parkNanos(this, HELD_UP_TIME.toNanos());
    }
  }

  private void end(String cause) {
    StreamStatus last = status;
    status =
        new StreamStatus(last.polledAt(), false, last.positions(), last.commitFailure(), cause);
  }

  private void fail(Throwable cause) {
    LOG.log(Level.ERROR, "Channel " + settings.channel() + " ended", cause);
    listener.onError(cause);
  }

  private void close() {
    if (commits == null) {
      return;
    }
    try {
      commits.complete(consumer.assignment());
      // Given up here, so that the consumer's end does not try to commit once more.
      owned.remove(consumer.assignment());
    } finally {
      consumer.close(CloseOptions.timeout(Commits.PATIENCE));
    }
  }

  /**
   * Commits what a partition is given up with; what it is lost with, another has by now.
   *
   * <p>The consumer reports no membership: its generation outlives it. But it reports an assignment
   * when it has joined, even one of nothing, and what it gives up before it joins again.
   */
  private final class Rebalance implements ConsumerRebalanceListener {

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      owned.add(partitions);
      member = true;
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      commits.complete(partitions);
      forget(partitions);
      // All, and it joins again; some, and the others are still its own.
      member = !owned.isEmpty();
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
      forget(partitions);
      member = false;
    }

    private void forget(Collection<TopicPartition> partitions) {
      owned.remove(partitions);
      undelivered.removeIf(IncomingRecord::isDropped);
    }
  }
}
