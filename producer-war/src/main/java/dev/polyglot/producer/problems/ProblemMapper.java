package dev.polyglot.producer.problems;

import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/** Makes a problem of whatever ends a request; what nobody expected is logged, not shown. */
@Provider
public class ProblemMapper implements ExceptionMapper<Throwable> {

  private static final Logger LOG = System.getLogger(ProblemMapper.class.getName());

  @Context UriInfo uri;

  @Override
  public Response toResponse(Throwable thrown) {
    if (thrown instanceof ProblemException known) {
      return known.problem().toResponse();
    }
    if (thrown instanceof WebApplicationException refused) {
      return refused(refused);
    }
    LOG.log(Level.ERROR, "request to " + uri.getPath() + " failed", thrown);
    return Problem.ofStatus(Response.Status.INTERNAL_SERVER_ERROR, "see the producer's log")
        .toResponse();
  }

  private Response refused(WebApplicationException refused) {
    Response original = refused.getResponse();
    if (original.getStatus() < 400) {
      return original;
    }
    Response problem =
        Problem.ofStatus(original.getStatusInfo(), detail(refused, original)).toResponse();
    String allow = original.getHeaderString(HttpHeaders.ALLOW);
    return allow == null
        ? problem
        : Response.fromResponse(problem).header(HttpHeaders.ALLOW, allow).build();
  }

  private String detail(WebApplicationException refused, Response original) {
    String path = "/" + uri.getPath().replaceFirst("^/", "");
    if (refused instanceof NotAllowedException) {
      return "%s takes %s".formatted(path, original.getHeaderString(HttpHeaders.ALLOW));
    }
    return original.getStatus() == 404
        ? "nothing is at %s; events are posted to /events".formatted(path)
        : original.getStatusInfo().getReasonPhrase();
  }
}
