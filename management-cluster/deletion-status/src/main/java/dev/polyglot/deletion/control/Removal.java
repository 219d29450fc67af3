package dev.polyglot.deletion.control;

import dev.polyglot.deletion.entity.AwsError;
import dev.polyglot.deletion.entity.KafkaCluster;
import java.util.Objects;
import java.util.Optional;

/**
 * That a failed cluster is deleted here, in the provider's place.
 *
 * @param refusal why AWS did not do it when last asked; empty if it goes
 */
public record Removal(KafkaCluster cluster, Optional<AwsError> refusal) {

  public Removal {
    Objects.requireNonNull(cluster, "cluster");
    Objects.requireNonNull(refusal, "refusal");
  }

  /** A clause that says so. */
  String text() {
    return "deleting the failed cluster %s, which the provider cannot (terraform-provider-aws#37471)"
        .formatted(cluster.name());
  }

  /** What to tell in place of the provider's error; empty if it goes. */
  Optional<AwsError> error() {
    return refusal.map(why -> new AwsError("%s, is refused: %s".formatted(text(), why.text())));
  }
}
