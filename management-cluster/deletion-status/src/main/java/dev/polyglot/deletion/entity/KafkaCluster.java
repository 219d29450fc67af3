package dev.polyglot.deletion.entity;

import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A cluster of Kafka's brokers, as AWS knows it.
 *
 * @param arn its full name, unique over time
 * @param name unique in its region at any time, not over time
 * @param region like {@code eu-west-3}
 */
public record KafkaCluster(String arn, String name, String region) {

  private static final Pattern ARN =
      Pattern.compile("arn:aws[a-z-]*:kafka:([a-z0-9-]+):\\d+:cluster/([A-Za-z0-9-]+)/[\\w-]+");

  public KafkaCluster {
    Objects.requireNonNull(arn, "arn");
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(region, "region");
  }

  /** The cluster of an ARN; empty if the ARN is none, or is that of another name or region. */
  public static Optional<KafkaCluster> of(String arn, String name, String region) {
    Matcher parts = ARN.matcher(arn);
    return parts.matches() && parts.group(1).equals(region) && parts.group(2).equals(name)
        ? Optional.of(new KafkaCluster(arn, name, region))
        : Optional.empty();
  }
}
