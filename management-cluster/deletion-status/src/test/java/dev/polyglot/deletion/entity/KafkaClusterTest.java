package dev.polyglot.deletion.entity;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KafkaClusterTest {

  private static final String ARN =
      "arn:aws:kafka:eu-west-3:123456789012:cluster/polyglot-dev/0a1b2c3d-22-5";

  @Test
  void hasTheNameAndRegionOfItsArn() {
    assertThat(KafkaCluster.of(ARN, "polyglot-dev", "eu-west-3"))
        .contains(new KafkaCluster(ARN, "polyglot-dev", "eu-west-3"));
  }

  @Test
  void isNoneOfAnotherNameOrRegion() {
    assertThat(KafkaCluster.of(ARN, "polyglot-de", "eu-west-3")).isEmpty();
    assertThat(KafkaCluster.of(ARN, "polyglot-dev", "eu-west-1")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "polyglot-dev",
        "arn:aws:kafka:eu-west-3:123456789012:configuration/polyglot-dev/0a1b2c3d-22-5",
        "arn:aws:kafka:eu-west-3:123456789012:cluster/polyglot-dev",
        "arn:aws:kafka:eu-west-3:123456789012:cluster/polyglot-dev/0a1b/../../x"
      })
  void isNoneOfWhatIsNotItsArn(String text) {
    assertThat(KafkaCluster.of(text, "polyglot-dev", "eu-west-3")).isEmpty();
  }
}
