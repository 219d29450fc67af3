package dev.polyglot.local.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/** A connection that has carried a request and carries none now, as a load balancer holds them. */
public final class IdleConnection implements AutoCloseable {

  private static final int SILENCE_MS = 30_000;

  private final Socket socket;
  private final AnswerReader answers;

  private IdleConnection(Socket socket) throws IOException {
    this.socket = socket;
    this.answers = new AnswerReader(socket.getInputStream());
  }

  /** Opens one: the request is a probe. */
  public static IdleConnection to(ServiceSystem service) {
    try {
      Socket socket = new Socket(InetAddress.getLoopbackAddress(), service.port());
      socket.setSoTimeout(SILENCE_MS);
      IdleConnection connection = new IdleConnection(socket);
      connection.probe();
      return connection;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends a probe over the connection; gives its answer, empty if the service closed. */
  public String probe() {
    try {
      socket
          .getOutputStream()
          .write(
              "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      return answers.next();
    } catch (SocketTimeoutException e) {
      throw new IllegalStateException("no answer within %d ms".formatted(SILENCE_MS), e);
    } catch (IOException e) {
      return "";
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
