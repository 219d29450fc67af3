package dev.polyglot.consumer.events.control;

import dev.polyglot.consumer.events.entity.Position;
import dev.polyglot.consumer.events.entity.ReceivedEvent;

/** One event as one line of the console, whatever its message holds. */
public final class ConsoleLine {

  private ConsoleLine() {}

  /**
   * Gives the line.
   *
   * @param position where the record stands
   * @param event what was read from it
   * @return {@code Message on events[2]@48: <id> <message>}, with {@code -} for a missing id and
   *     control characters escaped as in Java, so that no message can forge a line
   */
  public static String of(Position position, ReceivedEvent event) {
    String start = "Message on %s: %s".formatted(position, event.id().orElse("-"));
    return escaped(event.message().isEmpty() ? start : start + " " + event.message());
  }

  private static String escaped(String text) {
    StringBuilder line = new StringBuilder(text.length());
    text.codePoints().forEach(codePoint -> append(line, codePoint));
    return line.toString();
  }

  private static void append(StringBuilder line, int codePoint) {
    switch (codePoint) {
      case '\n' -> line.append("\\n");
      case '\r' -> line.append("\\r");
      case '\t' -> line.append("\\t");
      default -> {
        if (breaksLine(codePoint)) {
          line.append("\\u%04x".formatted(codePoint));
        } else {
          line.appendCodePoint(codePoint);
        }
      }
    }
  }

  private static boolean breaksLine(int codePoint) {
    int type = Character.getType(codePoint);
    return type == Character.CONTROL
        || type == Character.LINE_SEPARATOR
        || type == Character.PARAGRAPH_SEPARATOR;
  }
}
