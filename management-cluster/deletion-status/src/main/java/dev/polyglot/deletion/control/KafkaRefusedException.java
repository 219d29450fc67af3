package dev.polyglot.deletion.control;

/** AWS did not describe or delete a cluster; the message is AWS's, or why it was not reached. */
public final class KafkaRefusedException extends RuntimeException {

  public KafkaRefusedException(String message, Throwable cause) {
    super(message, cause);
  }
}
