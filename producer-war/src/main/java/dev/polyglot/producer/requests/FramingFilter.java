package dev.polyglot.producer.requests;

import dev.polyglot.producer.problems.Problem;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.Optional;

/**
 * Answers 400 and closes the connection where it is not certain how long a request is, so that no
 * body is ever taken for the next request.
 */
@WebFilter(urlPatterns = "/*", asyncSupported = true)
public class FramingFilter extends HttpFilter {

  private static final long serialVersionUID = 1L;

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    Framing framing = framing(request);
    if (!framing.isCertain()) {
      response.setHeader("Connection", "close");
    }
    Optional<String> problem = framing.problem();
    if (problem.isPresent()) {
      Problem.malformedRequest(problem.get()).writeTo(response);
    } else {
      chain.doFilter(request, response);
    }
  }

  private static Framing framing(HttpServletRequest request) {
    return new Framing(
        request.getProtocol(),
        request.getMethod(),
        Collections.list(request.getHeaders("Content-Length")),
        Collections.list(request.getHeaders("Transfer-Encoding")));
  }
}
