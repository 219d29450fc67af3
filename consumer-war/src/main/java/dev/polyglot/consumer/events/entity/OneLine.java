package dev.polyglot.consumer.events.entity;

import java.util.HexFormat;

/**
 * A stranger's text as part of one line, so that no record can forge a line or steer a terminal.
 */
public final class OneLine {

  private OneLine() {}

  /**
   * Gives the text with control characters and line breaks escaped as in Java.
   *
   * @param text any text
   */
  public static String of(String text) {
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
          line.append("\\u").append(HexFormat.of().toHexDigits((char) codePoint));
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
