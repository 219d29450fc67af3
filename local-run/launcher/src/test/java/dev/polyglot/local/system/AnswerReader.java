package dev.polyglot.local.system;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Reads the answers of one HTTP/1.1 connection, each as it came and not a byte further. */
final class AnswerReader {

  private static final String LENGTH = "Content-Length: ";

  private final InputStream input;

  AnswerReader(InputStream input) {
    this.input = new BufferedInputStream(input);
  }

  /**
   * Reads the next answer: its head and its body.
   *
   * @throws IOException if the connection ends before
   * @throws IllegalStateException if the answer does not say how long its body is
   */
  String next() throws IOException {
    StringBuilder head = new StringBuilder();
    int length = -1;
    for (String line = line(); !line.equals("\r\n"); line = line()) {
      head.append(line);
      if (line.startsWith(LENGTH)) {
        length = Integer.parseInt(line.substring(LENGTH.length()).strip());
      }
    }
    if (length < 0) {
      throw new IllegalStateException("no Content-Length in " + head);
    }
    byte[] body = input.readNBytes(length);
    return head.append("\r\n").append(new String(body, StandardCharsets.UTF_8)).toString();
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    do {
      int next = input.read();
      if (next < 0) {
        throw new IOException("the connection ended after '%s'".formatted(line));
      }
      line.append((char) next);
    } while (line.charAt(line.length() - 1) != '\n');
    return line.toString();
  }
}
