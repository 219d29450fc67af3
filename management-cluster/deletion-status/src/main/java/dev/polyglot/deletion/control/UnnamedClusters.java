package dev.polyglot.deletion.control;

import dev.polyglot.deletion.entity.KafkaCluster;
import dev.polyglot.deletion.entity.UnnamedCluster;
import java.util.List;

/** The managed resources of clusters of brokers in which no ARN is written down. */
public interface UnnamedClusters {

  /** All of them, whether they are being deleted or not. */
  List<UnnamedCluster> list();

  /** Writes the ARN down as the external name. Does nothing if the resource is gone. */
  void name(UnnamedCluster unnamed, KafkaCluster cluster);
}
