package dev.polyglot.deletion.entity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyglot.deletion.entity.AwsError.Nature;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ManagedResourceTest {

  private static final Optional<Instant> DELETED = Optional.of(Instant.EPOCH);

  @Test
  void isANetworkWithItsIdAndRegion() {
    assertThat(resource("VPC.ec2", Optional.of("eu-west-3"), Set.of("vpc-0a1b", "arn:aws:x")).vpc())
        .contains(new Vpc("vpc-0a1b", "eu-west-3"));
  }

  @Test
  void isNoNetworkBeforeAwsMadeIt() {
    assertThat(resource("VPC.ec2", Optional.of("eu-west-3"), Set.of("vpc-shop-network")).vpc())
        .isEmpty();
  }

  @Test
  void isNoNetworkIfItOnlyKnowsOne() {
    assertThat(resource("Subnet.ec2", Optional.of("eu-west-3"), Set.of("vpc-0a1b")).vpc())
        .isEmpty();
  }

  @Test
  void hasNotFailedBeforeItIsDeleted() {
    Optional<AwsError> error = Optional.of(new AwsError("AccessDenied: no"));
    assertThat(
            new ManagedResource(
                    "Role.iam",
                    "r",
                    Optional.empty(),
                    Optional.empty(),
                    error,
                    Set.of(),
                    Optional.empty())
                .failed(Nature.LASTING))
        .isFalse();
    assertThat(
            new ManagedResource(
                    "Role.iam", "r", Optional.empty(), DELETED, error, Set.of(), Optional.empty())
                .failed(Nature.LASTING))
        .isTrue();
    assertThat(
            new ManagedResource(
                    "Role.iam", "r", Optional.empty(), DELETED, error, Set.of(), Optional.empty())
                .failed(Nature.DEPENDENT))
        .isFalse();
  }

  @Test
  void isUnreadableOnlyWhileItIsDeletedAndItsClusterHasFailed() {
    KafkaCluster cluster = new KafkaCluster("arn", "polyglot-dev", "eu-west-3");
    ManagedResource deleted =
        new ManagedResource(
            "Cluster.kafka",
            "c",
            Optional.of("eu-west-3"),
            DELETED,
            Optional.of(new AwsError("BadRequestException: a cluster in FAILED state.")),
            Set.of(),
            Optional.of(cluster));
    assertThat(deleted.unreadableCluster()).contains(cluster);
    assertThat(deleted.withError(Optional.empty()).unreadableCluster()).isEmpty();
    assertThat(deleted.withError(Optional.of(new AwsError("AccessDenied: no"))).unreadableCluster())
        .isEmpty();
    assertThat(
            new ManagedResource(
                    "Cluster.kafka",
                    "c",
                    deleted.region(),
                    Optional.empty(),
                    deleted.error(),
                    Set.of(),
                    deleted.cluster())
                .unreadableCluster())
        .isEmpty();
  }

  private static ManagedResource resource(String kind, Optional<String> region, Set<String> ids) {
    return new ManagedResource(
        kind, "name", region, DELETED, Optional.empty(), ids, Optional.empty());
  }
}
