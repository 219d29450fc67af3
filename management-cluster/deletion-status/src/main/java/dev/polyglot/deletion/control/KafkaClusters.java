package dev.polyglot.deletion.control;

import dev.polyglot.deletion.entity.KafkaCluster;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The clusters of brokers of an AWS account. */
public interface KafkaClusters {

  /** What AWS tells of a cluster, its state in AWS's words. */
  record Description(String arn, String name, String state) {}

  /** What AWS lists of a cluster. */
  record Listing(String arn, Map<String, String> tags) {

    public Listing {
      tags = Map.copyOf(tags);
    }
  }

  /**
   * All of a region.
   *
   * @throws KafkaRefusedException if AWS does not tell
   */
  List<Listing> listed(String region);

  /**
   * Asks for it by its ARN.
   *
   * @return empty if there is none
   * @throws KafkaRefusedException if AWS does not tell
   */
  Optional<Description> describe(KafkaCluster cluster);

  /**
   * Has it deleted, which AWS has only begun when this returns. Does nothing if there is none.
   *
   * @throws KafkaRefusedException if AWS does not do it
   */
  void delete(KafkaCluster cluster);
}
