package dev.polyglot.local.system;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Requests that break the rules of HTTP or of the contract, as bytes: a table of what is wrong,
 * each row in a request that is right but for it.
 *
 * <p>The body of those whose length is wrong is a request, too: a server that does not see where
 * the first one ends answers twice.
 */
public final class MalformedRequests {

  /** A request that must be refused; it is shown by its name. */
  public record Malformed(String name, byte[] bytes) {

    @Override
    public String toString() {
      return name;
    }
  }

  private static final String SECOND = "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n";
  private static final String MESSAGE = "{\"message\": \"malformed\"}";

  /** {@code N} stands for the length of the body. */
  private static final List<String> LENGTHS =
      List.of(
          "",
          "-1",
          "-N",
          "+N",
          "0xN",
          "N.0",
          "N;",
          "N,",
          ",N",
          "N, N",
          "N,N",
          "N N",
          "N\tN",
          "'N'",
          "\"N\"",
          "N bytes",
          "1e1",
          "NaN",
          "N_0",
          "N\u0000",
          "\u00b2",
          "99999999999999999999");

  private static final List<String> METHODS = List.of("POST", "GET", "PUT");

  /** Each in the request line of a connection that is none of HTTP/2. */
  private static final List<String> PROTOCOLS = List.of("HTTP/1.1", "HTTP/2.0", "HTTP/2.9");

  private static final List<String> CODINGS =
      List.of(
          "",
          "gzip",
          "identity",
          "gzip, chunked",
          "chunked, gzip",
          "chunked, chunked",
          "identity, chunked",
          "xchunked",
          "chunkedx",
          "chunked;q=1",
          "\"chunked\"",
          "ch unked",
          "chunked\u000b",
          ", chunked");

  private static final List<String> CHUNKS =
      List.of(
          "z\r\n",
          "-5\r\nhello\r\n0\r\n\r\n",
          "+5\r\nhello\r\n0\r\n\r\n",
          "0x5\r\nhello\r\n0\r\n\r\n",
          "5\r\nhelloworld\r\n0\r\n\r\n",
          "5\r\nhello\r\nz\r\n\r\n",
          "FFFFFFFFFFFFFFFFF\r\nhello\r\n0\r\n\r\n",
          "\"5\"\r\nhello\r\n0\r\n\r\n",
          "",
          "\r\n",
          "5\r\nhel",
          "5\r\nhello\r\n",
          "5\r\nhello\r\n0",
          "7FFFFFFF\r\nhello\r\n");

  private static final List<String> REQUEST_LINES =
      List.of(
          "POST",
          "POST /events",
          "POST /events HTTP/1.1 HTTP/1.1",
          "POST /events HTTP/9.9",
          "POST /events HTTP/1",
          "POST /events HTTP/1.x",
          "POST /events http/1.1",
          "POST /events HTTQ/1.1",
          "POST /events FTP/1.1",
          "POST events HTTP/1.1",
          "P OST /events HTTP/1.1",
          "P\u0000ST /events HTTP/1.1",
          "POSTS /events HTTP/1.1",
          "P@ST /events HTTP/1.1",
          "(POST) /events HTTP/1.1",
          "\u00e9 /events HTTP/1.1",
          "POST /events\u0000 HTTP/1.1",
          "POST /eve\u0001nts HTTP/1.1",
          "POST /%zz HTTP/1.1",
          "POST /events% HTTP/1.1",
          "POST /events%2 HTTP/1.1",
          "POST /events%00 HTTP/1.1",
          "POST /events%2F HTTP/1.1",
          "POST /events%5C HTTP/1.1",
          "POST /events%2e%2e HTTP/1.1",
          "POST /%c0%af HTTP/1.1",
          "POST /../events/.. HTTP/1.1",
          "POST /events/../../x HTTP/1.1",
          "POST /events/ HTTP/1.1",
          "POST /Events HTTP/1.1",
          "POST /events.json HTTP/1.1",
          "POST /events\\ HTTP/1.1",
          "POST /WEB-INF/web.xml HTTP/1.1",
          "POST /META-INF/MANIFEST.MF HTTP/1.1",
          "POST /error HTTP/1.1",
          "POST / HTTP/1.1",
          "POST * HTTP/1.1",
          "POST ? HTTP/1.1",
          "POST # HTTP/1.1",
          "PUT /events HTTP/1.1",
          "PATCH /events HTTP/1.1",
          "DELETE /events HTTP/1.1",
          "TRACE /events HTTP/1.1",
          "CONNECT /events HTTP/1.1",
          "PROPFIND /events HTTP/1.1",
          "GET /events HTTP/1.1");

  private static final List<String> CONTENT_TYPES =
      List.of(
          "json",
          "/",
          "application/",
          "/json",
          "application json",
          "application/json, text/plain",
          "application/json; charset",
          "application/json; charset=",
          "*/*",
          "application/*",
          "application/xml",
          "text/html",
          "multipart/form-data; boundary=x",
          "application/x-www-form-urlencoded",
          "application/cloudevents+json",
          "text/plain; charset=none",
          "text/plain; charset=a; charset=b",
          "text/plain; charset=\"");

  private static final List<String> CONTENT_ENCODINGS =
      List.of(
          "gzip",
          "x-gzip",
          "GZIP",
          "deflate",
          "br",
          "zstd",
          "compress",
          "gzip, gzip",
          "none",
          "identity, gzip",
          "\u00e9");

  private static final List<String> KEYS =
      List.of("k\u0001", "cl\u00e9", "a\tb", "k".repeat(256), "k\u007f");

  private static final List<String> BODIES =
      List.of(
          "[]",
          "null",
          "1",
          "\"text\"",
          "{",
          "{\"message\": ",
          "{\"message\": 1}",
          "{\"message\": null}",
          "{\"message\": \"a\"}{}",
          "{\"message\": \"a\"} b",
          "{\"text\": \"a\"}",
          "{\"message\": \"a\", \"message\": \"b\"}",
          "{\"message\": \"\\ud83d\"}",
          "{message: 'a'}",
          "\ufeff{}",
          "[".repeat(10_000));

  private static final List<String> HEADERS =
      List.of(
          "NoColon",
          ": no name",
          "Two Words: x",
          "(Comment): x",
          "A: a\rb",
          "A: %s".formatted("a".repeat(40_000)),
          "A: a\r\n".repeat(600) + "A: a");

  private MalformedRequests() {}

  /** All of them. */
  public static List<Malformed> all() {
    List<Malformed> all = new ArrayList<>();
    for (String target : List.of("/", "/nope")) {
      LENGTHS.forEach(length -> all.add(withLength("POST", target, "HTTP/1.1", length)));
    }
    for (String method : METHODS) {
      for (String protocol : PROTOCOLS) {
        LENGTHS.forEach(length -> all.add(withLength(method, "/events", protocol, length)));
      }
    }
    CODINGS.forEach(coding -> all.add(withCoding(coding, "")));
    CODINGS.forEach(
        coding -> all.add(withCoding(coding, "Content-Length: %d\r\n".formatted(SECOND.length()))));
    CHUNKS.forEach(chunks -> all.add(withChunks(chunks)));
    REQUEST_LINES.forEach(line -> all.add(request(line, line, "", MESSAGE)));
    CONTENT_TYPES.forEach(type -> all.add(json("Content-Type: " + type)));
    CONTENT_ENCODINGS.forEach(coding -> all.add(json("Content-Encoding: " + coding)));
    HEADERS.forEach(header -> all.add(json(header)));
    KEYS.forEach(key -> all.add(json("Idempotency-Key: " + key)));
    BODIES.forEach(body -> all.add(request("body " + body, "POST /events HTTP/1.1", "", body)));
    return all;
  }

  private static Malformed withLength(
      String method, String target, String protocol, String length) {
    String value = length.replace("N", Integer.toString(SECOND.length()));
    return raw(
        "Content-Length: %s for %s %s %s".formatted(length, method, target, protocol),
        "%s %s %s\r\nHost: localhost\r\nContent-Type: text/plain\r\nContent-Length: %s\r\n\r\n"
                .formatted(method, target, protocol, value)
            + SECOND);
  }

  private static Malformed withCoding(String coding, String length) {
    return raw(
        "Transfer-Encoding: %s %s".formatted(coding, length),
        "POST /events HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\n%sTransfer-Encoding: %s\r\n\r\n"
                .formatted(length, coding)
            + SECOND);
  }

  private static Malformed withChunks(String chunks) {
    return raw(
        "chunks " + chunks,
        "POST /events HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n"
            + chunks);
  }

  private static Malformed json(String header) {
    return request(header, "POST /events HTTP/1.1", header + "\r\n", MESSAGE);
  }

  private static Malformed request(String name, String line, String header, String body) {
    String type = header.startsWith("Content-Type") ? "" : "Content-Type: application/json\r\n";
    return raw(
        name,
        "%s\r\nHost: localhost\r\n%s%sContent-Length: %d\r\n\r\n%s"
            .formatted(line, type, header, body.getBytes(StandardCharsets.UTF_8).length, body));
  }

  private static Malformed raw(String name, String request) {
    String shown = name.length() > 60 ? name.substring(0, 60) + "..." : name;
    return new Malformed(
        shown
            .chars()
            .mapToObj(c -> c < 32 ? "\\x%02x".formatted(c) : Character.toString(c))
            .reduce("", String::concat),
        request.getBytes(StandardCharsets.UTF_8));
  }
}
