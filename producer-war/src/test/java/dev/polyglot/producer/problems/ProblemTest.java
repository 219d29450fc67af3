package dev.polyglot.producer.problems;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProblemTest {

  @Test
  void namesTheContentTypeAndWhatIsAcceptedInstead() {
    assertThat(Problem.unsupportedMediaType("text/html"))
        .isEqualTo(
            new Problem(
                "unsupported-media-type",
                415,
                "Unsupported media type",
                "the content type is text/html; allowed: application/json, text/plain",
                Map.of("Accept-Post", "application/json, text/plain")));
  }

  @Test
  void namesTheLimitThatABodyBreaks() {
    assertThat(Problem.bodyTooLarge(65_536))
        .isEqualTo(
            new Problem(
                "body-too-large",
                413,
                "Body too large",
                "the body has more than the 65536 bytes allowed",
                Map.of()));
  }

  @Test
  void tellsAClientToResendABodyThatDidNotArrive() {
    assertThat(Problem.bodyNotReceived().status()).isEqualTo(408);
  }

  @Test
  void closesTheConnectionWhereTheEndOfTheRequestIsNotCertain() {
    Map<String, String> close = Map.of("Connection", "close");
    assertThat(Problem.malformedRequest("why").headers()).isEqualTo(close);
    assertThat(Problem.bodyNotReceived().headers()).isEqualTo(close);
  }

  @Test
  void blamesTheClientForABodyOrAKeyItCannotUse() {
    assertThat(Problem.malformedBody("why"))
        .isEqualTo(new Problem("malformed-body", 400, "Malformed body", "why", Map.of()));
    assertThat(Problem.invalidIdempotencyKey("why"))
        .isEqualTo(
            new Problem(
                "invalid-idempotency-key", 400, "Invalid idempotency key", "why", Map.of()));
  }

  @Test
  void asksForARetryAfterASecondWhenOverloaded() {
    assertThat(Problem.overloaded("2 events are waiting"))
        .isEqualTo(
            new Problem(
                "overloaded",
                503,
                "Overloaded",
                "2 events are waiting",
                Map.of("Retry-After", "1")));
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "999, 1", "1000, 1", "1999, 1", "2000, 2", "5000, 5", "120000, 120"})
  void asksForARetryAfterTheDeadlineInWholeSecondsAndAtLeastOne(long deadline, String seconds) {
    Problem problem = Problem.notAcknowledged(Duration.ofMillis(deadline));
    assertThat(problem.status()).isEqualTo(503);
    assertThat(problem.type()).isEqualTo("not-acknowledged");
    assertThat(problem.detail())
        .startsWith("the brokers did not acknowledge the event within " + deadline + " ms; ");
    assertThat(problem.headers()).containsExactly(Map.entry("Retry-After", seconds));
  }

  @Test
  void namesTheMethodsThatAPathTakes() {
    assertThat(Problem.methodNotAllowed("/events", "POST, OPTIONS"))
        .isEqualTo(
            new Problem(
                "method-not-allowed",
                405,
                "Method not allowed",
                "/events takes POST, OPTIONS",
                Map.of("Allow", "POST, OPTIONS")));
  }

  @Test
  void namesTheContentEncodingAndWhatIsAcceptedInstead() {
    assertThat(Problem.unsupportedContentEncoding("gzip"))
        .isEqualTo(
            new Problem(
                "unsupported-content-encoding",
                415,
                "Unsupported content encoding",
                "the content encoding is gzip; allowed: identity",
                Map.of("Accept-Encoding", "identity")));
  }

  @Test
  void saysWhereEventsArePostedIfNothingIsAtAPath() {
    assertThat(Problem.notFound("/nope").detail())
        .isEqualTo("nothing is at /nope; events are posted to /events");
  }

  @Test
  void isTheMessageOfTheExceptionThatCarriesIt() {
    Problem problem = Problem.malformedBody("the body is not JSON");
    ProblemException thrown = new ProblemException(problem);
    assertThat(thrown).hasMessage("the body is not JSON");
    assertThat(thrown.problem()).isSameAs(problem);
  }
}
