package dev.polyglot.consumer.events.boundary;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * Prints lines that are the same whatever the locale of the process: UTF-8, ended by a line feed.
 *
 * <p>It writes to the process's standard output, not to {@code System.out}, which the server
 * replaces by its log with the locale's encoding, and which hides that nobody takes what is
 * written. A line is one write; on a pipe, other output may come into the middle of one that is
 * longer than {@code PIPE_BUF}.
 */
final class Console {

  private final OutputStream output;

  Console(OutputStream output) {
    this.output = output;
  }

  /**
   * Prints a line; it is out when this returns.
   *
   * @param line without a line break
   * @throws UncheckedIOException if it cannot be written: the record is not done with
   */
  void print(String line) {
    try {
      output.write((line + "\n").getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("the console does not take a line", e);
    }
  }
}
