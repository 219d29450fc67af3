package dev.polyglot.producer.home;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** {@code GET /}: a page for people; it emits nothing. */
@Path("/")
@ApplicationScoped
public class HomeResource {

  /**
   * Gives the page.
   *
   * @throws IOException if the archive cannot be read
   */
  @GET
  @Produces(MediaType.TEXT_HTML + ";charset=UTF-8")
  public String page() throws IOException {
    try (InputStream page = HomeResource.class.getResourceAsStream("home.html")) {
      return new String(page.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
