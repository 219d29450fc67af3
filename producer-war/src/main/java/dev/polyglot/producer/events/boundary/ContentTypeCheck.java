package dev.polyglot.producer.events.boundary;

import dev.polyglot.producer.problems.Problem;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.ext.Provider;

/** Answers 415 to a content type that is none, before the container fails on it. */
@Provider
@PreMatching
public class ContentTypeCheck implements ContainerRequestFilter {

  @Override
  public void filter(ContainerRequestContext request) {
    String type = request.getHeaderString(HttpHeaders.CONTENT_TYPE);
    if (type == null) {
      return;
    }
    try {
      MediaType.valueOf(type);
    } catch (IllegalArgumentException e) {
      request.abortWith(Problem.unsupportedMediaType(type).toResponse());
    }
  }
}
