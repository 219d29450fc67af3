package dev.polyglot.consumer.events.entity;

/** Says why a record is no event. */
public final class UnreadableRecordException extends Exception {

  /** The kinds of unreadable record; the names are part of the contract. */
  public enum Reason {
    /** There is no value. */
    EMPTY,
    /** The value is larger than the consumer prints. */
    TOO_LARGE,
    /** The value is no UTF-8 text. */
    NOT_UTF_8,
    /** The value should be JSON, by its content type or its first character, and is not. */
    MALFORMED_JSON,
    /** The headers say CloudEvents, and break its rules. */
    MALFORMED_CLOUDEVENT,
    /** The content type is neither JSON nor text. */
    UNSUPPORTED_CONTENT_TYPE;

    /** The form in a header: {@code malformed-json}. */
    public String header() {
      return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
  }

  private final Reason reason;

  /**
   * @param reason the kind
   * @param detail this record's case in words; may quote the record, and is made one line
   */
  public UnreadableRecordException(Reason reason, String detail) {
    super(OneLine.of(detail));
    this.reason = reason;
  }

  /** The kind. */
  public Reason reason() {
    return reason;
  }
}
