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
 * request the connection is closed. A request line may say HTTP/2 on any connection, so whether a
 * request has frames is for the connection to say.
 *
 * @param framed whether the request came in frames of its own, as one of HTTP/2 does
 * @param protocol the protocol that the request line names, such as {@code HTTP/1.1}
 * @param method the request's method
 * @param lengths the values of {@code Content-Length}
 * @param codings the values of {@code Transfer-Encoding}
 */
record Framing(
    boolean framed, String protocol, String method, List<String> lengths, List<String> codings) {

  private static final Set<String> ONE_AFTER_THE_OTHER = Set.of("HTTP/1.0", "HTTP/1.1");
  private static final Pattern LENGTH = Pattern.compile("[0-9]{1,18}");

  /** Whether the next request can only begin where this one ends. */
  boolean isCertain() {
    return framed || problem().isEmpty() && !isSilent();
  }

  /** Says why the request must be refused, if it must. */
  Optional<String> problem() {
    if (!framed && !ONE_AFTER_THE_OTHER.contains(protocol)) {
      return Optional.of(
          "the protocol is %s; allowed: HTTP/1.0, HTTP/1.1, HTTP/2 in frames".formatted(protocol));
    }
    if (isSilent()) {
      return method.equals("POST") && !framed
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
    boolean one = lengths.size() == 1 || framed && lengths.stream().distinct().count() == 1;
    return one && LENGTH.matcher(lengths.get(0)).matches();
  }

  private String refused(String header, List<String> values) {
    return "%s is '%s' in %s; allowed: one Content-Length, a number, or 'chunked' in HTTP/1.1"
        .formatted(header, String.join(", ", values), protocol);
  }
}
