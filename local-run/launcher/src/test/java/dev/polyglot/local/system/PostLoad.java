package dev.polyglot.local.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/**
 * Posts over many connections at once, one request at a time on each, and checks every answer
 * whole: its status, its headers and that its id is the one of its own request.
 */
public final class PostLoad {

  /**
   * What came back.
   *
   * @param answers how many answers were read
   * @param wrong those that were not the right one, and failures, the first hundred of them
   */
  public record Outcome(int answers, List<String> wrong) {}

  private static final int SHOWN = 100;

  private final int port;
  private final int posts;
  private final String run = UUID.randomUUID().toString();
  private final AtomicInteger started = new AtomicInteger();
  private final AtomicInteger answers = new AtomicInteger();
  private final Queue<String> wrong = new ConcurrentLinkedQueue<>();

  private PostLoad(int port, int posts) {
    this.port = port;
    this.posts = posts;
  }

  /** Sends so many posts to a producer on this machine; returns once each is answered. */
  public static Outcome run(int port, int connections, int posts) {
    PostLoad load = new PostLoad(port, posts);
    ExecutorService threads = Executors.newFixedThreadPool(connections);
    try {
      List<Future<?>> ends = new ArrayList<>();
      for (int connection = 0; connection < connections; connection++) {
        ends.add(threads.submit(load::connection));
      }
      for (Future<?> end : ends) {
        end.get();
      }
    } catch (ExecutionException e) {
      load.wrong.add(e.getCause().toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } finally {
      threads.shutdownNow();
    }
    return new Outcome(load.answers.get(), load.wrong.stream().limit(SHOWN).toList());
  }

  private void connection() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(60_000);
      socket.setTcpNoDelay(true);
      AnswerReader reader = new AnswerReader(socket.getInputStream());
      for (int number = started.getAndIncrement();
          number < posts;
          number = started.getAndIncrement()) {
        String key = run + "-" + number;
        socket.getOutputStream().write(request(key));
        check(key, reader.next());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] request(String key) {
    String body = "{\"message\": \"%s\"}".formatted(key);
    return """
        POST /events HTTP/1.1\r
        Host: localhost\r
        Content-Type: application/json\r
        Idempotency-Key: %s\r
        Content-Length: %d\r
        \r
        %s"""
        .formatted(key, body.length(), body)
        .getBytes(StandardCharsets.US_ASCII);
  }

  private void check(String key, String answer) {
    String id = id(key);
    Pattern right =
        Pattern.compile(
            "HTTP/1.1 201 Created\r\n(?s:.*)Location: /events/%1$s\r\n(?s:.*)\r\n\r\n\\{\"id\":\"%1$s\",\"topic\":\"events\",\"time\":\"[0-9TZ:.-]+\"}"
                .formatted(id));
    answers.incrementAndGet();
    if (!right.matcher(answer).matches()) {
      wrong.add("%s, which is the id %s, was answered: %s".formatted(key, id, answer));
    }
  }

  /** As the contract has it: the same key, the same id. */
  private static String id(String key) {
    return UUID.nameUUIDFromBytes(
            ("polyglot/idempotency-key/" + key).getBytes(StandardCharsets.US_ASCII))
        .toString();
  }
}
