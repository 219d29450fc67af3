package dev.polyglot.deletion.control;

import static dev.polyglot.deletion.control.Samples.CLUSTER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.polyglot.deletion.control.KafkaClusters.Listing;
import dev.polyglot.deletion.entity.KafkaCluster;
import dev.polyglot.deletion.entity.UnnamedCluster;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ClusterArnsTest {

  private static final UnnamedCluster UNNAMED =
      new UnnamedCluster("dev-x7-cluster", "uid-1", CLUSTER.name(), CLUSTER.region());
  private static final Map<String, String> OWN = Map.of("crossplane-name", "dev-x7-cluster");

  private Instant now = Samples.DELETED;
  private final InstantSource source = () -> now;
  private final FakeResources resources = new FakeResources();
  private final FakeClusters aws = new FakeClusters();
  private final ClusterArns arns = new ClusterArns(resources, aws, source.withZone(ZoneOffset.UTC));

  @Test
  void areWrittenDownAsSoonAsMskHasTheCluster() {
    resources.unnamed = List.of(UNNAMED);
    arns.write();
    assertThat(resources.named).isEmpty();
    aws.listed = List.of(new Listing(CLUSTER.arn(), OWN));
    now = now.plus(ClusterArns.PACE);
    arns.write();
    assertThat(resources.named).hasSize(1).containsEntry(UNNAMED, CLUSTER);
    assertThat(aws.asked).hasSize(2).containsOnly("polyglot-dev in eu-west-3");
  }

  @Test
  void areAskedForFourTimesAMinuteForEachResource() {
    UnnamedCluster other = new UnnamedCluster("test-y8", "uid-2", "polyglot-test", "eu-west-3");
    resources.unnamed = List.of(UNNAMED);
    arns.write();
    now = now.plus(ClusterArns.PACE).minusNanos(1);
    resources.unnamed = List.of(UNNAMED, other);
    arns.write();
    assertThat(aws.asked)
        .containsExactly("polyglot-dev in eu-west-3", "polyglot-test in eu-west-3");
    now = now.plusNanos(1);
    arns.write();
    assertThat(aws.asked).hasSize(3).last().isEqualTo("polyglot-dev in eu-west-3");
  }

  @Test
  void areAskedForAtOnceForAResourceMadeAnew() {
    resources.unnamed = List.of(UNNAMED);
    arns.write();
    resources.unnamed = List.of();
    arns.write();
    resources.unnamed = List.of(UNNAMED);
    arns.write();
    assertThat(aws.asked).hasSize(2);
  }

  @Test
  void areNotThoseOfAnotherResource() {
    resources.unnamed = List.of(UNNAMED);
    aws.listed =
        List.of(
            new Listing(CLUSTER.arn(), Map.of()),
            new Listing(CLUSTER.arn(), Map.of("crossplane-name", "test-y8-cluster")));
    arns.write();
    assertThat(aws.asked).hasSize(1);
    assertThat(resources.named).isEmpty();
  }

  @Test
  void areNotThoseOfAClusterWhoseNameOnlyBeginsAlike() {
    resources.unnamed = List.of(UNNAMED);
    aws.listed = List.of(new Listing(CLUSTER.arn().replace("polyglot-dev", "polyglot-dev2"), OWN));
    arns.write();
    assertThat(aws.asked).hasSize(1);
    assertThat(resources.named).isEmpty();
  }

  @Test
  void areFoundForTheOthersWhereMskRefusesOne() {
    UnnamedCluster refused = new UnnamedCluster("test-y8", "uid-2", "polyglot-test", "us-east-1");
    resources.unnamed = List.of(refused, UNNAMED);
    aws.listed = List.of(new Listing(CLUSTER.arn(), OWN));
    aws.refused = "us-east-1";
    arns.write();
    assertThat(resources.named).hasSize(1).containsEntry(UNNAMED, CLUSTER);
  }

  private static final class FakeResources implements UnnamedClusters {
    private List<UnnamedCluster> unnamed = List.of();
    private final Map<UnnamedCluster, KafkaCluster> named = new LinkedHashMap<>();

    @Override
    public List<UnnamedCluster> list() {
      return unnamed;
    }

    @Override
    public void name(UnnamedCluster resource, KafkaCluster cluster) {
      named.put(resource, cluster);
    }
  }

  private static final class FakeClusters implements KafkaClusters {
    private List<Listing> listed = List.of();
    private String refused = "";
    private final List<String> asked = new ArrayList<>();

    @Override
    public List<Listing> listed(String prefix, String region) {
      asked.add(prefix + " in " + region);
      if (region.equals(refused)) {
        throw new KafkaRefusedException("AccessDeniedException: no", null);
      }
      return listed;
    }

    @Override
    public Optional<Description> describe(KafkaCluster cluster) {
      throw new AssertionError("none is described");
    }

    @Override
    public void delete(KafkaCluster cluster) {
      throw new AssertionError("none is deleted");
    }
  }
}
