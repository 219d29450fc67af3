package dev.polyglot.producer.requests;

import dev.polyglot.producer.problems.Problem;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * Answers with a problem where nothing else does: at a path that nothing serves, and for the
 * container, whose error pages all lead here.
 */
@WebServlet(urlPatterns = "/")
public class UnservedPaths extends HttpServlet {

  private static final long serialVersionUID = 1L;

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    problem(request).writeTo(response);
  }

  private static Problem problem(HttpServletRequest request) {
    if (request.getDispatcherType() != DispatcherType.ERROR) {
      return Problem.notFound(request.getRequestURI());
    }
    int status = (int) request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
    if (status >= 500) {
      return Problem.internalServerError();
    }
    return status == 404
        ? Problem.notFound((String) request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI))
        : Problem.malformedRequest("the server refuses it with status %d".formatted(status));
  }
}
