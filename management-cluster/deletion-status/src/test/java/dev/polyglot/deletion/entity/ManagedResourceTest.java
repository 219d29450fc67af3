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
                    "Role.iam", "r", Optional.empty(), Optional.empty(), error, Set.of())
                .failed(Nature.LASTING))
        .isFalse();
    assertThat(
            new ManagedResource("Role.iam", "r", Optional.empty(), DELETED, error, Set.of())
                .failed(Nature.LASTING))
        .isTrue();
    assertThat(
            new ManagedResource("Role.iam", "r", Optional.empty(), DELETED, error, Set.of())
                .failed(Nature.DEPENDENT))
        .isFalse();
  }

  private static ManagedResource resource(String kind, Optional<String> region, Set<String> ids) {
    return new ManagedResource(kind, "name", region, DELETED, Optional.empty(), ids);
  }
}
