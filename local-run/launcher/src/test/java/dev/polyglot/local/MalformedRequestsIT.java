package dev.polyglot.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyglot.local.system.BrokerSystem;
import dev.polyglot.local.system.MalformedRequests;
import dev.polyglot.local.system.MalformedRequests.Malformed;
import dev.polyglot.local.system.ProducerSystem;
import dev.polyglot.local.system.RunningSystem;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@ExtendWith(RunningSystem.class)
class MalformedRequestsIT {

  private static final Pattern STATUS = Pattern.compile("HTTP/\\d\\.\\d (\\d{3})");

  private final BrokerSystem broker;
  private final ProducerSystem producer;

  MalformedRequestsIT(BrokerSystem broker, ProducerSystem producer) {
    this.broker = broker;
    this.producer = producer;
  }

  static List<Malformed> malformed() {
    List<Malformed> malformed = MalformedRequests.all();
    assertThat(malformed).hasSizeGreaterThanOrEqualTo(380);
    return malformed;
  }

  @ParameterizedTest
  @MethodSource("malformed")
  void isRefusedOnceOrClosedAndEmitsNothing(Malformed request) {
    long before = broker.recordCount("events");

    String answer = producer.raw(request.bytes());

    // 505 is a protocol's version that no server here speaks; no other 5xx is the caller's fault.
    assertThat(statuses(answer))
        .hasSizeLessThanOrEqualTo(1)
        .allMatch(status -> status.matches("4\\d\\d|505"));
    assertThat(answer).doesNotContain("Exception").doesNotContain("\tat ");
    assertThat(broker.recordCount("events")).isEqualTo(before);
  }

  @Test
  void noneOfThemIsWorthALineInTheLog() {
    int before = producer.lines().size();

    List<String> answers =
        malformed().stream().map(request -> producer.raw(request.bytes())).toList();

    assertThat(answers).hasSizeGreaterThanOrEqualTo(380);
    assertThat(producer.lines().subList(before, producer.lines().size())).isEmpty();
  }

  private static List<String> statuses(String answer) {
    return STATUS.matcher(answer).results().map((MatchResult match) -> match.group(1)).toList();
  }
}
