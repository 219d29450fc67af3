package dev.polyglot.consumer.events.control;

import dev.polyglot.consumer.events.entity.OneLine;
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
    String start = "Message on " + position + ": " + event.id().orElse("-");
    return OneLine.of(event.message().isEmpty() ? start : start + " " + event.message());
  }
}
