package dev.polyglot.producer.home;

import dev.polyglot.producer.problems.Problem;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;

/** {@code GET /}: a page for people; it emits nothing. */
@WebServlet(urlPatterns = "")
public class HomeServlet extends HttpServlet {

  private static final long serialVersionUID = 1L;
  private static final String ALLOWED = "GET, HEAD, OPTIONS";

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    switch (request.getMethod()) {
      case "GET", "HEAD" -> page(response);
      case "OPTIONS" -> response.setHeader("Allow", ALLOWED);
      default -> Problem.methodNotAllowed("/", ALLOWED).writeTo(response);
    }
  }

  private static void page(HttpServletResponse response) throws IOException {
    try (InputStream page = HomeServlet.class.getResourceAsStream("home.html")) {
      response.setContentType("text/html;charset=UTF-8");
      page.transferTo(response.getOutputStream());
    }
  }
}
