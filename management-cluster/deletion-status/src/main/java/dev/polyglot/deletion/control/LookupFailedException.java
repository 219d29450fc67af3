package dev.polyglot.deletion.control;

/**
 * AWS did not tell what is in a network or a cluster; the message is AWS's, or why it was not
 * reached.
 */
public final class LookupFailedException extends RuntimeException {

  public LookupFailedException(String message, Throwable cause) {
    super(message, cause);
  }
}
