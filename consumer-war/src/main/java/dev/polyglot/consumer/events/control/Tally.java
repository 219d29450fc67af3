package dev.polyglot.consumer.events.control;

import java.util.concurrent.atomic.LongAdder;

/** Counts what became of the records since the start of this replica. */
public final class Tally {

  private final LongAdder printed = new LongAdder();
  private final LongAdder duplicates = new LongAdder();
  private final LongAdder deadLetters = new LongAdder();

  /** Counts an event that was printed. */
  public void countPrinted() {
    printed.increment();
  }

  /** Counts an event that was dropped, since it was printed before. */
  public void countDuplicate() {
    duplicates.increment();
  }

  /** Counts a record that the dead-letter topic has. */
  public void countDeadLetter() {
    deadLetters.increment();
  }

  /** Events printed. */
  public long printed() {
    return printed.sum();
  }

  /** Events dropped as duplicates. */
  public long duplicates() {
    return duplicates.sum();
  }

  /** Records in the dead-letter topic. */
  public long deadLetters() {
    return deadLetters.sum();
  }

  /** Records that are done with, one way or the other. */
  public long settled() {
    return printed() + duplicates() + deadLetters();
  }
}
