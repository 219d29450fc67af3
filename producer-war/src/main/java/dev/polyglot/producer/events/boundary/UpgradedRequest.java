package dev.polyglot.producer.events.boundary;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.util.Collections;
import java.util.Enumeration;

/**
 * A request without its header {@code Upgrade}: Liberty, which looks at the header with each
 * dispatch, would change the connection to HTTP/2 a second time.
 */
final class UpgradedRequest extends HttpServletRequestWrapper {

  private static final String UPGRADE = "Upgrade";

  private UpgradedRequest(HttpServletRequest request) {
    super(request);
  }

  /** The request as it can be dispatched again. */
  static HttpServletRequest of(HttpServletRequest request) {
    return request.getHeader(UPGRADE) == null ? request : new UpgradedRequest(request);
  }

  @Override
  public Enumeration<String> getHeaderNames() {
    return Collections.enumeration(
        Collections.list(super.getHeaderNames()).stream()
            .filter(name -> !name.equalsIgnoreCase(UPGRADE))
            .toList());
  }
}
