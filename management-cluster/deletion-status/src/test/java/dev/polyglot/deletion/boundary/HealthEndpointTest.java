package dev.polyglot.deletion.boundary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyglot.deletion.control.Pulse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HealthEndpointTest {

  private Instant now = Instant.parse("2026-11-22T10:00:00Z");
  private final InstantSource source = () -> now;
  private final HealthEndpoint health =
      new HealthEndpoint(0, new Pulse(source.withZone(ZoneOffset.UTC)));
  private final HttpClient http =
      HttpClient.newBuilder().proxy(HttpClient.Builder.NO_PROXY).build();

  HealthEndpointTest() throws IOException {}

  @AfterEach
  void close() {
    health.close();
  }

  @Test
  void saysUp() throws Exception {
    HttpResponse<String> answer = ask("/health/live");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("UP\n");
  }

  @Test
  void saysWhyItIsNotReady() throws Exception {
    HttpResponse<String> answer = ask("/health/ready");
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body()).isEqualTo("DOWN: no round was made yet\n");
  }

  @Test
  void saysWhyItIsDead() throws Exception {
    now = now.plus(Duration.ofMinutes(6));
    HttpResponse<String> answer = ask("/health/live");
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body()).isEqualTo("DOWN: no round has ended for 360 s\n");
  }

  @Test
  void hasNothingElse() throws Exception {
    assertThat(ask("/health/live/x").statusCode()).isEqualTo(404);
    assertThat(ask("/").statusCode()).isEqualTo(404);
  }

  private HttpResponse<String> ask(String path) throws Exception {
    return http.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d%s".formatted(health.port(), path)))
            .timeout(Duration.ofSeconds(10))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }
}
