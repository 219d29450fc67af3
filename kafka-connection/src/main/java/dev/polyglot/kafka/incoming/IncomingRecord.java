package dev.polyglot.kafka.incoming;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Message;

/**
 * A record as a message: its payload is the record as it came from the broker, with the headers
 * that carry a trace.
 *
 * <p>Acknowledging costs one write and no stage. It may be done by any thread and more than once;
 * for a partition that another replica owns meanwhile it has no effect. Refusing counts once for
 * each delivery, and not after an acknowledgement.
 */
final class IncomingRecord implements Message<ConsumerRecord<byte[], byte[]>> {

  private static final CompletionStage<Void> DONE = CompletableFuture.completedFuture(null);

  private final ConsumerRecord<byte[], byte[]> record;
  private final Settlement settlement;
  private volatile boolean acknowledged;
  private volatile boolean delivered;
  private volatile boolean dropped;
  private boolean refused;

  /** Learns what became of a record, on the thread that settles it. */
  interface Settlement {

    void acknowledged();

    void refused(IncomingRecord message, Throwable reason, boolean first);
  }

  IncomingRecord(ConsumerRecord<byte[], byte[]> record, Settlement settlement) {
    this.record = record;
    this.settlement = settlement;
  }

  @Override
  public ConsumerRecord<byte[], byte[]> getPayload() {
    return record;
  }

  @Override
  public CompletionStage<Void> ack() {
    acknowledged = true;
    settlement.acknowledged();
    return DONE;
  }

  @Override
  public Supplier<CompletionStage<Void>> getAck() {
    return this::ack;
  }

  @Override
  public synchronized CompletionStage<Void> nack(Throwable reason) {
    if (delivered) {
      boolean first = !refused;
      refused = true;
      delivered = false;
      settlement.refused(this, reason, first);
    }
    return DONE;
  }

  @Override
  public Function<Throwable, CompletionStage<Void>> getNack() {
    return this::nack;
  }

  @Override
  public <C> C unwrap(Class<C> type) {
    return type.isInstance(record) ? type.cast(record) : Message.super.unwrap(type);
  }

  long offset() {
    return record.offset();
  }

  boolean isAcknowledged() {
    return acknowledged;
  }

  /** Says whether the listener has the record and did not settle it yet. */
  boolean isInFlight() {
    return delivered && !acknowledged;
  }

  void setDelivered() {
    delivered = true;
  }

  /** Says whether the record's partition was taken away since the record was received. */
  boolean isDropped() {
    return dropped;
  }

  void setDropped() {
    dropped = true;
  }

  /** The form a person reads: {@code events[2]@48}. */
  @Override
  public String toString() {
    return record.topic() + "[" + record.partition() + "]@" + record.offset();
  }
}
