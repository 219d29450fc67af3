package dev.polyglot.producer.requests;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * How a request says where its body ends, as RFC 9112 section 6 has it.
 *
 * <p>Liberty drops a {@code Content-Length} that it cannot read, and takes the request for one
 * without a body. So a POST that says nothing of its body is refused, and after any other such
 * request the connection is closed. That holds for HTTP/2 as well: any request line may claim it,
 * and to a real one, which has frames, Liberty adds their length.
 *
 * @param protocol the protocol that the request line names, such as {@code HTTP/1.1}
 * @param method the request's method
 * @param lengths the values of {@code Content-Length}
 * @param codings the values of {@code Transfer-Encoding}
 */
record Framing(String protocol, String method, List<String> lengths, List<String> codings) {

  private static final String HTTP_2 = "HTTP/2.0";
  private static final Set<String> PROTOCOLS = Set.of("HTTP/1.0", "HTTP/1.1", HTTP_2);
  private static final Pattern LENGTH = Pattern.compile("[0-9]{1,18}");

  /** Whether the next request can only begin where this one ends. */
  boolean isCertain() {
    return problem().isEmpty() && !isSilent();
  }

  /** Says why the request must be refused, if it must. */
  Optional<String> problem() {
    if (!PROTOCOLS.contains(protocol)) {
      return Optional.of(
          "the protocol is %s; allowed: HTTP/1.0, HTTP/1.1, HTTP/2.0".formatted(protocol));
    }
    if (isSilent()) {
      return method.equals("POST")
          ? Optional.of("no Content-Length can be read; allowed: a number, 0 without a body")
          : Optional.empty();
    }
    if (lengths.isEmpty()) {
      return isChunked() ? Optional.empty() : Optional.of(refused("Transfer-Encoding", codings));
    }
    if (!codings.isEmpty()) {
      return Optional.of("Content-Length and Transfer-Encoding are given; allowed: one of them");
    }
    return isLength() ? Optional.empty() : Optional.of(refused("Content-Length", lengths));
  }

  private boolean isSilent() {
    return lengths.isEmpty() && codings.isEmpty();
  }

  private boolean isChunked() {
    return protocol.equals("HTTP/1.1")
        && codings.size() == 1
        && codings.get(0).equalsIgnoreCase("chunked");
  }

  private boolean isLength() {
    // Liberty adds the length of the frames to the header of a request that has them.
    boolean one =
        lengths.size() == 1 || protocol.equals(HTTP_2) && lengths.stream().distinct().count() == 1;
    return one && LENGTH.matcher(lengths.get(0)).matches();
  }

  private String refused(String header, List<String> values) {
    return "%s is '%s' in %s; allowed: one Content-Length, a number, or 'chunked' in HTTP/1.1"
        .formatted(header, String.join(", ", values), protocol);
  }
}
