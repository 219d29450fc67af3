package dev.polyglot.deletion.control;

import dev.polyglot.deletion.entity.KubernetesCluster;
import java.util.List;

/** What pods run on in the Kubernetes clusters of an AWS account. */
public interface Compute {

  /**
   * The Fargate profiles and node groups of a cluster, each in a few words with its name.
   *
   * @throws LookupFailedException if AWS does not tell
   */
  List<String> in(KubernetesCluster cluster);
}
