package dev.polyglot.deletion.control;

import static dev.polyglot.deletion.control.Samples.claim;
import static dev.polyglot.deletion.control.Samples.leaving;
import static org.assertj.core.api.Assertions.assertThat;

import dev.polyglot.deletion.entity.DeletingClaim;
import dev.polyglot.deletion.entity.DeletionStatus;
import dev.polyglot.deletion.entity.ManagedResource;
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

  private final Clock clock = Clock.fixed(Instant.parse("2026-11-22T10:12:00Z"), ZoneOffset.UTC);
  private final Pulse pulse = new Pulse(clock);
  private final FakeClaims claims = new FakeClaims();
  private final FakeResources resources = new FakeResources();
  private final Round round =
      new Round(
          claims,
          resources,
          new DeletionReport(
              vpc -> {
                throw new AssertionError("nothing is asked of AWS");
              },
              clock),
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

  @Test
  void tellsTheOthersWhenOneCannotBeTold() {
    claims.deleting =
        List.of(claim("dev", 3, Optional.empty()), claim("test", 5, Optional.empty()));
    claims.refused = "dev";
    round.run();
    assertThat(claims.told).containsOnlyKeys("test");
    assertThat(pulse.notReadyBecause()).contains("java.lang.IllegalStateException: refused dev");
  }

  private static final class FakeClaims implements Claims {
    private List<DeletingClaim> deleting = List.of();
    private String refused;
    private final Map<String, DeletionStatus> told = new LinkedHashMap<>();

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
  }

  private static final class FakeResources implements ManagedResources {
    private Map<String, List<ManagedResource>> remaining = Map.of();
    private RuntimeException failure;
    private final List<Set<String>> asked = new ArrayList<>();

    @Override
    public Map<String, List<ManagedResource>> of(Set<String> composites) {
      asked.add(composites);
      if (failure != null) {
        throw failure;
      }
      return remaining;
    }
  }
}
