package dev.polyglot.deletion.control;

import static dev.polyglot.deletion.control.Samples.claim;
import static dev.polyglot.deletion.control.Samples.leaving;
import static org.assertj.core.api.Assertions.assertThat;

import dev.polyglot.deletion.control.ExternalNamesTest.FakeUnnamedResources;
import dev.polyglot.deletion.entity.ClaimName;
import dev.polyglot.deletion.entity.CompositionStatus;
import dev.polyglot.deletion.entity.DeletingClaim;
import dev.polyglot.deletion.entity.DeletionStatus;
import dev.polyglot.deletion.entity.KafkaCluster;
import dev.polyglot.deletion.entity.LiveClaim;
import dev.polyglot.deletion.entity.MadeResource;
import dev.polyglot.deletion.entity.ManagedResource;
import dev.polyglot.deletion.entity.StuckComposite;
import dev.polyglot.deletion.entity.UnnamedResource;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RoundTest {

  private static final UnnamedResource UNNAMED =
      new UnnamedResource("VPC.ec2", "dev-x7-vpc", "uid-1", "eu-west-3", Samples.DELETED);

  private final Clock clock = Clock.fixed(Instant.parse("2026-11-22T10:12:00Z"), ZoneOffset.UTC);
  private final Pulse pulse = new Pulse(clock);
  private final FakeClaims claims = new FakeClaims();
  private final FakeResources resources = new FakeResources();
  private final FakeKafka kafka = new FakeKafka();
  private final FakeUnnamedResources unnamed = new FakeUnnamedResources();
  private final MadeResources aws =
      (region, resources) -> List.of(new MadeResource(UNNAMED.name(), "vpc-0a1b"));
  private List<StuckComposite> stuck = List.of();
  private final Round round =
      new Round(
          new ExternalNames(unnamed, aws, clock),
          claims,
          resources,
          new FailedClusters(kafka, clock),
          new DeletionReport(
              vpc -> {
                throw new AssertionError("nothing is asked of AWS");
              },
              cluster -> {
                throw new AssertionError("nothing is asked of AWS");
              },
              clock),
          () -> stuck,
          new CompositionReport(clock),
          pulse);

  @Test
  void asksForNoResourceWhileNothingIsDeleted() {
    round.run();
    assertThat(resources.asked).isEmpty();
    assertThat(claims.told).isEmpty();
    assertThat(pulse.notReadyBecause()).isEmpty();
  }

  @Test
  void tellsEachClaimOfItsOwnResourcesAndAsksOnce() {
    claims.deleting =
        List.of(claim("dev", 3, Optional.empty()), claim("test", 5, Optional.empty()));
    resources.remaining =
        Map.of(
            "dev-x7", List.of(leaving("Key.kms")),
            "test-x7", List.of(leaving("Key.kms"), leaving("Cluster.eks")));
    round.run();
    assertThat(resources.asked).containsExactly(Set.of("dev-x7", "test-x7"));
    assertThat(claims.told).hasSize(2);
    assertThat(claims.told.get("dev").progress()).isEqualTo("2/3");
    assertThat(claims.told.get("test").progress()).isEqualTo("3/5");
  }

  @Test
  void tellsAClaimOfWhichNothingRemains() {
    claims.deleting = List.of(claim(3));
    round.run();
    assertThat(claims.told).hasSize(1);
    assertThat(claims.told.get("dev").progress()).isEqualTo("3/3");
  }

  @Test
  void asksForNothingOfAClaimThatWasNeverBound() {
    claims.deleting =
        List.of(
            new DeletingClaim(
                "shop", "dev", "uid", Optional.empty(), Samples.DELETED, 0, Optional.empty()));
    round.run();
    assertThat(resources.asked).isEmpty();
    assertThat(claims.told).hasSize(1);
    assertThat(claims.told.get("dev").progress()).isEqualTo("0/0");
  }

  @Test
  void writesNothingThatIsThereAlready() {
    resources.remaining = Map.of("dev-x7", List.of(leaving("Key.kms")));
    claims.deleting = List.of(claim(3));
    round.run();
    assertThat(claims.told).hasSize(1);
    DeletionStatus told = claims.told.remove("dev");
    claims.deleting = List.of(claim("dev", 3, Optional.of(told)));
    round.run();
    assertThat(claims.told).isEmpty();
    resources.remaining = Map.of();
    round.run();
    assertThat(claims.told).hasSize(1);
  }

  @Test
  void goesOnAfterAFailedRound() {
    claims.deleting = List.of(claim(3));
    resources.failure = new IllegalStateException("no answer");
    round.run();
    assertThat(claims.told).isEmpty();
    assertThat(pulse.notReadyBecause()).contains("java.lang.IllegalStateException: no answer");
    resources.failure = null;
    round.run();
    assertThat(claims.told).hasSize(1);
    assertThat(pulse.notReadyBecause()).isEmpty();
  }

  /** As when a class is missing from the image. */
  @Test
  void reportsAnErrorAndGoesOnWithTheNextRound() {
    claims.deleting = List.of(claim(3));
    resources.error = new NoClassDefFoundError("org/reactivestreams/Publisher");
    round.run();
    assertThat(pulse.notReadyBecause())
        .contains("java.lang.NoClassDefFoundError: org/reactivestreams/Publisher");
    resources.error = null;
    round.run();
    assertThat(claims.told).hasSize(1);
    assertThat(pulse.notReadyBecause()).isEmpty();
  }

  @Test
  void tellsTheOthersWhenOneCannotBeTold() {
    claims.deleting =
        List.of(claim("dev", 3, Optional.empty()), claim("test", 5, Optional.empty()));
    claims.refused = "dev";
    round.run();
    assertThat(claims.told).containsOnlyKeys("test");
    assertThat(pulse.notReadyBecause()).contains("java.lang.IllegalStateException: refused dev");
  }

  @Test
  void writesDownExternalNamesWhetherAnythingIsDeletedOrNot() {
    unnamed.there = List.of(UNNAMED);
    round.run();
    assertThat(unnamed.named).hasSize(1).containsEntry("dev-x7-vpc", "vpc-0a1b");
    assertThat(pulse.notReadyBecause()).isEmpty();
  }

  @Test
  void tellsClaimsThoughNoExternalNameCanBeWrittenDown() {
    unnamed.failure = new IllegalStateException("forbidden");
    claims.deleting = List.of(claim(3));
    round.run();
    assertThat(claims.told).containsOnlyKeys("dev");
    assertThat(pulse.notReadyBecause()).contains("java.lang.IllegalStateException: forbidden");
  }

  @Test
  void deletesTheFailedClusterOfADeletedEnvironmentAndOfNoOther() {
    claims.deleting = List.of(claim(3));
    resources.remaining =
        Map.of(
            "dev-x7", List.of(Samples.failedCluster()),
            "test-x7", List.of(other(Samples.failedCluster())));
    round.run();
    round.run();
    assertThat(kafka.deleted).hasSize(1).containsExactly(Samples.CLUSTER);
    assertThat(claims.told).containsOnlyKeys("dev");
    assertThat(claims.told.get("dev").message())
        .endsWith(
            "; deleting the failed cluster polyglot-dev, which the provider cannot"
                + " (terraform-provider-aws#37471)");
  }

  @Test
  void deletesNoClusterWhileNoEnvironmentIsBeingDeleted() {
    resources.remaining = Map.of("dev-x7", List.of(Samples.failedCluster()));
    round.run();
    assertThat(kafka.deleted).isEmpty();
  }

  @Test
  void tellsAllClaimsWhenAwsRefusesToDeleteACluster() {
    claims.deleting =
        List.of(claim("dev", 3, Optional.empty()), claim("test", 5, Optional.empty()));
    resources.remaining =
        Map.of(
            "dev-x7", List.of(Samples.failedCluster()),
            "test-x7", List.of(leaving("Key.kms")));
    kafka.refusal = new KafkaRefusedException("AccessDeniedException: no", null);
    round.run();
    assertThat(claims.told).containsOnlyKeys("dev", "test");
    assertThat(claims.told.get("dev").message()).endsWith("is refused: AccessDeniedException: no");
    assertThat(pulse.notReadyBecause()).isEmpty();
  }

  @Test
  void tellsALiveClaimWhatKeepsItFromBeingComposedAndNoOther() {
    LiveClaim dev = live("dev");
    claims.living = List.of(dev, live("test"));
    stuck = List.of(new StuckComposite(dev.name(), "kafka", "no", Samples.DELETED));
    round.run();
    assertThat(claims.composition).containsOnlyKeys("dev");
    assertThat(claims.composition.get("dev").message()).isEqualTo("kafka: no");
    assertThat(pulse.notReadyBecause()).isEmpty();
  }

  private static LiveClaim live(String name) {
    return new LiveClaim(new ClaimName("shop", name), "uid-" + name, Optional.empty());
  }

  private static ManagedResource other(ManagedResource cluster) {
    return new ManagedResource(
        cluster.kind(),
        "test-x7-cluster",
        cluster.region(),
        cluster.deletedAt(),
        cluster.error(),
        cluster.ids(),
        Optional.of(new KafkaCluster("arn", "polyglot-test", "eu-west-3")));
  }

  private static final class FakeKafka implements KafkaClusters {
    private KafkaRefusedException refusal;
    private final List<KafkaCluster> deleted = new ArrayList<>();

    @Override
    public List<Listing> listed(String region) {
      throw new AssertionError("none is listed");
    }

    @Override
    public Optional<Description> describe(KafkaCluster cluster) {
      return Optional.of(new Description(cluster.arn(), cluster.name(), "FAILED"));
    }

    @Override
    public void delete(KafkaCluster cluster) {
      if (refusal != null) {
        throw refusal;
      }
      deleted.add(cluster);
    }
  }

  private static final class FakeClaims implements Claims {
    private List<DeletingClaim> deleting = List.of();
    private List<LiveClaim> living = List.of();
    private String refused;
    private final Map<String, DeletionStatus> told = new LinkedHashMap<>();
    private final Map<String, CompositionStatus> composition = new LinkedHashMap<>();

    @Override
    public List<DeletingClaim> deleting() {
      return deleting;
    }

    @Override
    public void tell(DeletingClaim claim, DeletionStatus status) {
      if (claim.name().equals(refused)) {
        throw new IllegalStateException("refused " + claim.name());
      }
      told.put(claim.name(), status);
    }

    @Override
    public List<LiveClaim> living() {
      return living;
    }

    @Override
    public void tell(LiveClaim claim, CompositionStatus status) {
      composition.put(claim.name().name(), status);
    }
  }

  private static final class FakeResources implements ManagedResources {
    private Map<String, List<ManagedResource>> remaining = Map.of();
    private RuntimeException failure;
    private Error error;
    private final List<Set<String>> asked = new ArrayList<>();

    @Override
    public Map<String, List<ManagedResource>> of(Set<String> composites) {
      asked.add(composites);
      if (failure != null) {
        throw failure;
      }
      if (error != null) {
        throw error;
      }
      return remaining;
    }
  }
}
