package dev.polyglot.producer.events.control;

/** Tells a caller that as many events as allowed are waiting for the brokers already. */
public final class OverloadedException extends RuntimeException {

  OverloadedException(int maxInFlight) {
    super(
        "%d events are waiting for their acknowledgement, which is the limit"
            .formatted(maxInFlight));
  }
}
