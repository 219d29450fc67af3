package dev.polyglot.consumer.events.entity;

/**
 * Where a record stands.
 *
 * @param topic the topic's name
 * @param partition the partition's number, from 0
 * @param offset the record's number in the partition, from 0
 */
public record Position(String topic, int partition, long offset) {

  /** The form a person reads, the same in every locale: {@code events[2]@48}. */
  @Override
  public String toString() {
    return topic + "[" + partition + "]@" + offset;
  }
}
