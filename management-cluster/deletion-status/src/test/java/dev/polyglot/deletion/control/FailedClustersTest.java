package dev.polyglot.deletion.control;

import static dev.polyglot.deletion.control.Samples.CLUSTER;
import static dev.polyglot.deletion.control.Samples.failedCluster;
import static org.assertj.core.api.Assertions.assertThat;

import dev.polyglot.deletion.control.KafkaClusters.Description;
import dev.polyglot.deletion.entity.AwsError;
import dev.polyglot.deletion.entity.KafkaCluster;
import dev.polyglot.deletion.entity.ManagedResource;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FailedClustersTest {

  private Instant now = Samples.DELETED.plus(Duration.ofMinutes(12));
  private final InstantSource source = () -> now;
  private final FakeClusters aws = new FakeClusters();
  private final FailedClusters clusters = new FailedClusters(aws, source.withZone(ZoneOffset.UTC));

  @Test
  void areDeletedOnceInAMinuteAndTold() {
    Map<ManagedResource, Removal> first = clusters.remove(List.of(failedCluster()));
    assertThat(aws.deleted).hasSize(1).containsExactly(CLUSTER);
    assertThat(first).hasSize(1);
    assertThat(first.get(failedCluster())).isEqualTo(new Removal(CLUSTER, Optional.empty()));
    now = now.plus(Duration.ofSeconds(60)).minusNanos(1);
    assertThat(clusters.remove(List.of(failedCluster()))).isEqualTo(first);
    assertThat(aws.described).hasSize(1);
    assertThat(aws.deleted).hasSize(1);
  }

  @Test
  void areDeletedAgainThenIfTheyAreStillFailed() {
    clusters.remove(List.of(failedCluster()));
    now = now.plus(Duration.ofSeconds(60));
    clusters.remove(List.of(failedCluster()));
    assertThat(aws.deleted).hasSize(2).containsOnly(CLUSTER);
  }

  @Test
  void areNotDeletedWhileAwsDeletesThemAndStillTold() {
    aws.found = Optional.of(new Description(CLUSTER.arn(), CLUSTER.name(), "DELETING"));
    assertThat(clusters.remove(List.of(failedCluster()))).hasSize(1);
    assertThat(aws.described).hasSize(1);
    assertThat(aws.deleted).isEmpty();
  }

  @Test
  void areNotDeletedOnceTheyAreGoneAndStillTold() {
    aws.found = Optional.empty();
    assertThat(clusters.remove(List.of(failedCluster()))).hasSize(1);
    assertThat(aws.described).hasSize(1);
    assertThat(aws.deleted).isEmpty();
  }

  @Test
  void areLeftWhileAwsCallsThemActive() {
    aws.found = Optional.of(new Description(CLUSTER.arn(), CLUSTER.name(), "ACTIVE"));
    assertThat(clusters.remove(List.of(failedCluster()))).isEmpty();
    assertThat(aws.described).hasSize(1);
    assertThat(aws.deleted).isEmpty();
  }

  @Test
  void areLeftIfTheNameIsNotTheResources() {
    aws.found = Optional.of(new Description(CLUSTER.arn(), "polyglot-other", "FAILED"));
    assertThat(clusters.remove(List.of(failedCluster()))).isEmpty();
    assertThat(aws.described).hasSize(1);
    assertThat(aws.deleted).isEmpty();
  }

  @Test
  void areLeftIfTheArnIsNotTheResources() {
    aws.found = Optional.of(new Description(CLUSTER.arn() + "0", CLUSTER.name(), "FAILED"));
    assertThat(clusters.remove(List.of(failedCluster()))).isEmpty();
    assertThat(aws.described).hasSize(1);
    assertThat(aws.deleted).isEmpty();
  }

  @Test
  void areNotAskedForWhereTheManagedResourceIsNotBeingDeleted() {
    ManagedResource kept = failedCluster();
    assertThat(
            clusters.remove(
                List.of(
                    new ManagedResource(
                        kept.kind(),
                        kept.name(),
                        kept.region(),
                        Optional.empty(),
                        kept.error(),
                        kept.ids(),
                        kept.cluster()))))
        .isEmpty();
    assertThat(aws.described).isEmpty();
    assertThat(aws.deleted).isEmpty();
  }

  @Test
  void areNotAskedForWhereTheProviderHasNoErrorOrAnother() {
    ManagedResource cluster = failedCluster();
    assertThat(
            clusters.remove(
                List.of(
                    cluster.withError(Optional.empty()),
                    cluster.withError(
                        Optional.of(
                            new AwsError(
                                "BadRequestException: You can't delete a cluster in CREATING"
                                    + " state."))))))
        .isEmpty();
    assertThat(aws.described).isEmpty();
    assertThat(aws.deleted).isEmpty();
  }

  @Test
  void areToldWithTheRefusalAndTriedAgainInAMinute() {
    aws.refusal = new KafkaRefusedException("AccessDeniedException: no", null);
    Map<ManagedResource, Removal> refused = clusters.remove(List.of(failedCluster()));
    assertThat(refused).hasSize(1);
    assertThat(refused.get(failedCluster()).refusal())
        .contains(new AwsError("AccessDeniedException: no"));
    now = now.plus(Duration.ofSeconds(59));
    assertThat(clusters.remove(List.of(failedCluster()))).isEqualTo(refused);
    assertThat(aws.described).hasSize(1);
    aws.refusal = null;
    now = now.plus(Duration.ofSeconds(1));
    assertThat(clusters.remove(List.of(failedCluster())).get(failedCluster()).refusal()).isEmpty();
    assertThat(aws.deleted).hasSize(1);
  }

  private static final class FakeClusters implements KafkaClusters {
    private Optional<Description> found =
        Optional.of(new Description(CLUSTER.arn(), CLUSTER.name(), "FAILED"));
    private KafkaRefusedException refusal;
    private final List<KafkaCluster> described = new ArrayList<>();
    private final List<KafkaCluster> deleted = new ArrayList<>();

    @Override
    public List<Listing> listed(String region) {
      throw new AssertionError("none is listed");
    }

    @Override
    public Optional<Description> describe(KafkaCluster cluster) {
      described.add(cluster);
      return found;
    }

    @Override
    public void delete(KafkaCluster cluster) {
      if (refusal != null) {
        throw refusal;
      }
      deleted.add(cluster);
    }
  }
}
