package dev.polyglot.deletion.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyglot.deletion.entity.MadeResource;
import dev.polyglot.deletion.entity.UnnamedResource;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExternalNamesTest {

  private static final UnnamedResource GATEWAY = unnamed("NATGateway.ec2", "dev-x7-network-nat-a");

  private Instant now = Samples.DELETED;
  private final InstantSource source = () -> now;
  private final FakeUnnamedResources resources = new FakeUnnamedResources();
  private final FakeMadeResources aws = new FakeMadeResources();
  private final ExternalNames names =
      new ExternalNames(resources, aws, source.withZone(ZoneOffset.UTC));

  private static UnnamedResource unnamed(String kind, String name) {
    return unnamed(kind, name, "eu-west-3", Samples.DELETED.minus(ExternalNames.OWN_TIME));
  }

  private static UnnamedResource unnamed(String kind, String name, String region, Instant at) {
    return new UnnamedResource(kind, name, "uid-" + name, region, at);
  }

  @Test
  void areWrittenDownAsSoonAsAwsHasTheResource() {
    resources.there = List.of(GATEWAY);
    names.write();
    assertThat(resources.named).isEmpty();
    aws.made = List.of(new MadeResource(GATEWAY.name(), "nat-0a1b"));
    now = now.plus(ExternalNames.PACE);
    names.write();
    assertThat(resources.named).hasSize(1).containsEntry(GATEWAY.name(), "nat-0a1b");
    assertThat(aws.asked).containsExactly("eu-west-3 1", "eu-west-3 1");
  }

  @Test
  void areThoseOfTheKind() {
    String arn = "arn:aws:kafka:eu-west-3:123456789012:cluster/polyglot-dev/0a1b2c3d-22-5";
    Map<String, String> ids =
        Map.of(
            "Cluster.kafka", arn,
            "EIP.ec2", "eipalloc-1",
            "Instance.ec2", "i-1",
            "InternetGateway.ec2", "igw-1",
            "NATGateway.ec2", "nat-1",
            "RouteTable.ec2", "rtb-1",
            "SecurityGroup.ec2", "sg-1",
            "Subnet.ec2", "subnet-1",
            "VPC.ec2", "vpc-1",
            "VPCEndpoint.ec2", "vpce-1");
    resources.there = ids.keySet().stream().map(kind -> unnamed(kind, "of-" + kind)).toList();
    aws.made =
        ids.keySet().stream()
            .flatMap(kind -> ids.values().stream().map(id -> new MadeResource("of-" + kind, id)))
            .toList();
    names.write();
    assertThat(ids.keySet()).isEqualTo(ExternalNames.kinds());
    assertThat(resources.named).hasSize(10);
    ids.forEach((kind, id) -> assertThat(resources.named).containsEntry("of-" + kind, id));
  }

  @Test
  void areNotThoseOfAnotherResource() {
    resources.there = List.of(GATEWAY);
    aws.made = List.of(new MadeResource("test-y8-network-nat-a", "nat-0a1b"));
    names.write();
    assertThat(aws.asked).hasSize(1);
    assertThat(resources.named).isEmpty();
  }

  @Test
  void areNotChosenAmongTwo() {
    resources.there = List.of(GATEWAY);
    aws.made =
        List.of(
            new MadeResource(GATEWAY.name(), "nat-0a1b"),
            new MadeResource(GATEWAY.name(), "nat-2c3d"));
    names.write();
    assertThat(aws.asked).hasSize(1);
    assertThat(resources.named).isEmpty();
  }

  @Test
  void areLeftToTheProviderAtFirst() {
    UnnamedResource young = unnamed("Subnet.ec2", "young", "eu-west-3", now);
    resources.there = List.of(young);
    aws.made = List.of(new MadeResource("young", "subnet-1"));
    names.write();
    assertThat(aws.asked).isEmpty();
    now = now.plus(ExternalNames.OWN_TIME);
    names.write();
    assertThat(resources.named).hasSize(1).containsEntry("young", "subnet-1");
  }

  @Test
  void areAskedForFourTimesAMinuteInEachRegion() {
    resources.there =
        List.of(
            GATEWAY,
            unnamed("VPC.ec2", "near"),
            unnamed("VPC.ec2", "far", "us-east-1", Samples.DELETED.minus(Duration.ofDays(1))));
    names.write();
    assertThat(aws.asked).containsExactlyInAnyOrder("eu-west-3 2", "us-east-1 1");
    now = now.plus(ExternalNames.PACE).minusNanos(1);
    names.write();
    assertThat(aws.asked).hasSize(2);
    now = now.plusNanos(1);
    names.write();
    assertThat(aws.asked).hasSize(4);
  }

  @Test
  void areNotAskedForWhereEveryResourceHasOne() {
    names.write();
    assertThat(aws.asked).isEmpty();
  }

  @Test
  void areFoundInOneRegionWhereAwsRefusesAnother() {
    resources.there = List.of(unnamed("VPC.ec2", "far", "us-east-1", GATEWAY.createdAt()), GATEWAY);
    aws.made = List.of(new MadeResource(GATEWAY.name(), "nat-0a1b"));
    aws.refused = "us-east-1";
    names.write();
    assertThat(aws.asked).hasSize(2);
    assertThat(resources.named).hasSize(1).containsEntry(GATEWAY.name(), "nat-0a1b");
  }

  private static final class FakeMadeResources implements MadeResources {
    private List<MadeResource> made = List.of();
    private String refused = "";
    private final List<String> asked = new ArrayList<>();

    @Override
    public List<MadeResource> of(String region, List<UnnamedResource> unnamed) {
      asked.add(region + " " + unnamed.size());
      if (region.equals(refused)) {
        throw new LookupFailedException("UnauthorizedOperation: no", null);
      }
      return made;
    }
  }

  /** Also for the tests of what uses the names. */
  static final class FakeUnnamedResources implements UnnamedResources {
    List<UnnamedResource> there = List.of();
    RuntimeException failure;
    final Map<String, String> named = new LinkedHashMap<>();

    @Override
    public List<UnnamedResource> list() {
      if (failure != null) {
        throw failure;
      }
      return there;
    }

    @Override
    public void name(UnnamedResource unnamed, String externalName) {
      named.put(unnamed.name(), externalName);
    }
  }
}
