package dev.polyglot.deletion.control;

import static dev.polyglot.deletion.control.Samples.claim;
import static dev.polyglot.deletion.control.Samples.failing;
import static dev.polyglot.deletion.control.Samples.leaving;
import static dev.polyglot.deletion.control.Samples.leavingSince;
import static dev.polyglot.deletion.control.Samples.waiting;
import static org.assertj.core.api.Assertions.assertThat;

import dev.polyglot.deletion.entity.AwsError;
import dev.polyglot.deletion.entity.DeletionStatus;
import dev.polyglot.deletion.entity.DeletionStatus.Reason;
import dev.polyglot.deletion.entity.KubernetesCluster;
import dev.polyglot.deletion.entity.ManagedResource;
import dev.polyglot.deletion.entity.SecurityGroup;
import dev.polyglot.deletion.entity.Vpc;
import dev.polyglot.deletion.entity.VpcContents;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DeletionReportTest {

  private static final String REFUSAL =
      "DependencyViolation: The vpc 'vpc-0a1b2c3d' has dependencies and cannot be deleted.";

  private Instant now = Samples.DELETED.plus(Duration.ofMinutes(12));
  private final InstantSource source = () -> now;
  private final List<Vpc> asked = new ArrayList<>();
  private VpcContents contents = new VpcContents(List.of(), List.of(), List.of(), List.of());
  private final List<KubernetesCluster> askedForCompute = new ArrayList<>();
  private List<String> compute = List.of();
  private LookupFailedException lookupFailure;
  private final DeletionReport report =
      new DeletionReport(this::contents, this::compute, source.withZone(ZoneOffset.UTC));

  @Test
  void countsWhatIsGoneOfWhatThereWas() {
    assertThat(on(41, leaving("Cluster.kafka"), waiting("VPC.ec2")).progress()).isEqualTo("39/41");
  }

  @Test
  void countsFromWhatRemainsWhereNothingElseIsKnown() {
    assertThat(on(0, leaving("Cluster.kafka"), waiting("VPC.ec2")).progress()).isEqualTo("0/2");
  }

  @Test
  void countsFromWhatRemainsWhereThatIsMore() {
    assertThat(on(1, leaving("Cluster.kafka"), waiting("VPC.ec2")).progress()).isEqualTo("0/2");
  }

  @Test
  void saysWhatIsBeingDeletedAndWhatComesAfter() {
    DeletionStatus status =
        on(
            41,
            waiting("VPC.ec2"),
            waiting("Subnet.ec2"),
            waiting("Subnet.ec2"),
            leaving("Alias.kms"),
            leaving("Cluster.eks"),
            leaving("Cluster.kafka"));
    assertThat(status.reason()).isEqualTo(Reason.WAITING);
    assertThat(status.message())
        .isEqualTo(
            "6 of 41 resources remain after 12 min, typically 15 to 40 min; being deleted: 1"
                + " Cluster.kafka, 1 Cluster.eks, 1 Alias.kms; after them: 2 Subnet.ec2, 1 VPC.ec2");
  }

  @Test
  void saysWhatIsToBeDeletedBeforeAnythingIs() {
    now = Samples.DELETED;
    assertThat(on(2, waiting("VPC.ec2"), waiting("Key.kms")))
        .isEqualTo(
            new DeletionStatus(
                "0/2",
                Reason.WAITING,
                "2 of 2 resources remain after 0 min, typically 15 to 40 min; to be deleted: 1"
                    + " Key.kms, 1 VPC.ec2",
                now));
  }

  @Test
  void saysWhenAllIsGone() {
    DeletionStatus status = on(41);
    assertThat(status.progress()).isEqualTo("41/41");
    assertThat(status.reason()).isEqualTo(Reason.WAITING);
    assertThat(status.message())
        .isEqualTo("all resources in AWS are gone after 12 min; Crossplane removes its own");
  }

  @Test
  void doesNotCountTimeBackwardsIfClocksDiffer() {
    now = Samples.DELETED.minusSeconds(90);
    assertThat(on(1, leaving("Key.kms")).message())
        .isEqualTo(
            "1 of 1 resources remain after 0 min, typically 15 to 40 min; being deleted: 1 Key.kms");
  }

  @Test
  void keepsItsTimeWhileOnlyTheWordsChange() {
    Instant since = Samples.DELETED.plusSeconds(5);
    DeletionStatus told = new DeletionStatus("0/2", Reason.WAITING, "2 of 2", since);
    assertThat(
            report
                .on(claim("dev", 2, Optional.of(told)), List.of(leaving("Key.kms")), Map.of())
                .since())
        .isEqualTo(since);
  }

  @Test
  void takesTheTimeInWholeSecondsWhenTheReasonChanges() {
    now = now.plusMillis(789);
    DeletionStatus told =
        new DeletionStatus("0/2", Reason.BLOCKED, "2 of 2", Samples.DELETED.plusSeconds(5));
    assertThat(
            report
                .on(claim("dev", 2, Optional.of(told)), List.of(leaving("Key.kms")), Map.of())
                .since())
        .isEqualTo(Instant.parse("2026-11-22T10:12:00Z"));
  }

  @Test
  void tellsAnErrorAtOnce() {
    DeletionStatus status =
        on(
            41,
            leaving("Cluster.eks"),
            failing("Key.kms", "AccessDeniedException: not authorized to perform: kms:DeleteAlias"),
            waiting("VPC.ec2"));
    assertThat(status.reason()).isEqualTo(Reason.BLOCKED);
    assertThat(status.message())
        .isEqualTo(
            "3 of 41 resources remain after 12 min, typically 15 to 40 min; dev-x7-key (Key.kms):"
                + " AccessDeniedException: not authorized to perform: kms:DeleteAlias");
    assertThat(asked).isEmpty();
  }

  @Test
  void saysHowManyMoreHaveErrors() {
    assertThat(
            on(
                    41,
                    failing("Key.kms", "AccessDenied: no"),
                    failing("Role.iam", "AccessDenied: no"),
                    failing("Group.cloudwatchlogs", "AccessDenied: no"))
                .message())
        .endsWith("; dev-x7-key (Key.kms): AccessDenied: no (and 2 more)");
  }

  @Test
  void waitsForWhatAwsIsNotReadyForHoweverLong() {
    now = Samples.DELETED.plus(Duration.ofHours(1));
    DeletionStatus status =
        on(
            41,
            failing("Cluster.kafka", "BadRequestException: cluster in CREATING state"),
            waiting("VPC.ec2"));
    assertThat(status.reason()).isEqualTo(Reason.WAITING);
    assertThat(status.message())
        .isEqualTo(
            "2 of 41 resources remain after 60 min, typically 15 to 40 min; being deleted: 1"
                + " Cluster.kafka; after them: 1 VPC.ec2; AWS says for now:"
                + " dev-x7-cluster (Cluster.kafka): BadRequestException: cluster in CREATING state");
  }

  @Test
  void takesARefusalForTheOrderWhileSomethingElseGoes() {
    blockedBy("sg-1");
    DeletionStatus status = on(41, failing("VPC.ec2", REFUSAL), leaving("NATGateway.ec2"));
    assertThat(status.reason()).isEqualTo(Reason.WAITING);
    assertThat(asked).isEmpty();
  }

  @Test
  void saysWhatIsInTheNetworkOnceOnlyTheNetworkIsLeft() {
    blockedBy("sg-1", "sg-2");
    DeletionStatus status = on(41, failing("VPC.ec2", REFUSAL), leaving("Subnet.ec2"));
    assertThat(status.reason()).isEqualTo(Reason.BLOCKED);
    assertThat(status.progress()).isEqualTo("39/41");
    assertThat(status.message())
        .isEqualTo(
            "2 of 41 resources remain after 12 min, typically 15 to 40 min; vpc-0a1b2c3d in"
                + " eu-west-3 cannot go while it holds what is not of this environment: security"
                + " group sg-1 (db); security group sg-2 (db). Once these are deleted, the rest goes"
                + " by itself");
    assertThat(asked).containsExactly(new Vpc("vpc-0a1b2c3d", "eu-west-3"));
  }

  @Test
  void doesNotNeedTheRefusalWhichTheProviderTellsMinutesLater() {
    blockedBy("sg-1");
    assertThat(on(41, leaving("VPC.ec2"), leaving("Subnet.ec2")).reason())
        .isEqualTo(Reason.BLOCKED);
  }

  @Test
  void looksWhileTheNetworkItselfStillWaitsForAGroupOfTheEnvironment() {
    blockedBy("sg-1");
    assertThat(
            on(41, leaving("SecurityGroup.ec2"), waiting("VPC.ec2"), waiting("NATGateway.ec2"))
                .reason())
        .isEqualTo(Reason.BLOCKED);
  }

  @Test
  void hasPatienceForHalfAMinute() {
    blockedBy("sg-1");
    now = Samples.DELETED.plus(Duration.ofSeconds(30)).minusNanos(1);
    assertThat(on(41, leaving("VPC.ec2")).reason()).isEqualTo(Reason.WAITING);
    assertThat(asked).isEmpty();
  }

  @Test
  void losesItThen() {
    blockedBy("sg-1");
    now = Samples.DELETED.plus(Duration.ofSeconds(30));
    assertThat(on(41, leaving("VPC.ec2")).reason()).isEqualTo(Reason.BLOCKED);
  }

  @Test
  void isPatientWithWhatHasJustBeenDeleted() {
    blockedBy("sg-1");
    assertThat(
            on(41, leaving("VPC.ec2"), leavingSince("Subnet.ec2", now.minusSeconds(29))).reason())
        .isEqualTo(Reason.WAITING);
    assertThat(
            on(41, leaving("VPC.ec2"), leavingSince("Subnet.ec2", now.minusSeconds(30))).reason())
        .isEqualTo(Reason.BLOCKED);
  }

  @Test
  void namesEightAndCountsTheOthers() {
    blockedBy(IntStream.rangeClosed(1, 9).mapToObj("sg-%d"::formatted).toArray(String[]::new));
    assertThat(on(41, leaving("VPC.ec2")).message())
        .contains("security group sg-8 (db); and 1 more. Once these")
        .doesNotContain("sg-9");
    blockedBy(IntStream.rangeClosed(1, 8).mapToObj("sg-%d"::formatted).toArray(String[]::new));
    assertThat(on(41, leaving("VPC.ec2")).message())
        .contains("security group sg-8 (db). Once these");
  }

  @Test
  void waitsForAnEmptyNetworkToGo() {
    DeletionStatus status = on(41, leaving("VPC.ec2"), leaving("Subnet.ec2"));
    assertThat(status.reason()).isEqualTo(Reason.WAITING);
    assertThat(status.message())
        .isEqualTo(
            "2 of 41 resources remain after 12 min, typically 15 to 40 min; being deleted: 1"
                + " Subnet.ec2, 1 VPC.ec2");
    assertThat(asked).hasSize(1);
  }

  @Test
  void tellsTheRefusalWhereNothingInTheNetworkExplainsIt() {
    DeletionStatus status = on(41, failing("VPC.ec2", REFUSAL), leaving("Subnet.ec2"));
    assertThat(status.reason()).isEqualTo(Reason.BLOCKED);
    assertThat(status.message())
        .isEqualTo(
            "2 of 41 resources remain after 12 min, typically 15 to 40 min; dev-x7-vpc (VPC.ec2): "
                + REFUSAL);
  }

  @Test
  void tellsARefusalOutsideOfANetwork() {
    DeletionStatus status = on(41, failing("Role.iam", "DeleteConflict: must detach all policies"));
    assertThat(status.reason()).isEqualTo(Reason.BLOCKED);
    assertThat(status.message())
        .endsWith("; dev-x7-role (Role.iam): DeleteConflict: must detach all policies");
    assertThat(asked).isEmpty();
  }

  @Test
  void saysThatItCannotLook() {
    lookupFailure = new LookupFailedException("UnauthorizedOperation: no", null);
    DeletionStatus refused = on(41, failing("VPC.ec2", REFUSAL));
    assertThat(refused.reason()).isEqualTo(Reason.BLOCKED);
    assertThat(refused.message())
        .isEqualTo(
            "1 of 41 resources remain after 12 min, typically 15 to 40 min; dev-x7-vpc (VPC.ec2): "
                + REFUSAL
                + "; what is in its network cannot be looked up: UnauthorizedOperation: no");
    DeletionStatus leaving = on(41, leaving("VPC.ec2"));
    assertThat(leaving.reason()).isEqualTo(Reason.WAITING);
    assertThat(leaving.message())
        .isEqualTo(
            "1 of 41 resources remain after 12 min, typically 15 to 40 min; being deleted: 1"
                + " VPC.ec2; what is in its network cannot be looked up: UnauthorizedOperation: no");
  }

  @Test
  void namesWhatSomebodyElseMadeInTheClusterAfterAwssWordsAndAtOnce() {
    now = Samples.DELETED.plusSeconds(5);
    compute = List.of("Fargate profile batch", "node group spot");
    DeletionStatus status =
        on(
            41,
            Samples.usedCluster(
                "ResourceInUseException: Cluster has Fargate Profiles in ACTIVE/CREATING state"),
            leaving("Cluster.kafka"),
            waiting("VPC.ec2"));
    assertThat(status.reason()).isEqualTo(Reason.BLOCKED);
    assertThat(status.message())
        .isEqualTo(
            "3 of 41 resources remain after 0 min, typically 15 to 40 min; dev-x7-cluster"
                + " (Cluster.eks): ResourceInUseException: Cluster has Fargate Profiles in"
                + " ACTIVE/CREATING state; polyglot-dev in eu-west-3 cannot go while it holds what is"
                + " not of this environment: Fargate profile batch; node group spot. Once these are"
                + " deleted, the rest goes by itself");
    assertThat(askedForCompute).containsExactly(new KubernetesCluster("polyglot-dev", "eu-west-3"));
    assertThat(asked).isEmpty();
  }

  @Test
  void tellsAwssWordsAloneWhereTheClusterHasNothingAnyMore() {
    assertThat(
            on(41, Samples.usedCluster("ResourceInUseException: Cluster has nodegroups attached"))
                .message())
        .endsWith("(Cluster.eks): ResourceInUseException: Cluster has nodegroups attached");
    assertThat(askedForCompute).hasSize(1);
  }

  @Test
  void saysThatItCannotLookIntoTheCluster() {
    lookupFailure = new LookupFailedException("AccessDeniedException: no", null);
    DeletionStatus status =
        on(41, Samples.usedCluster("ResourceInUseException: Cluster has nodegroups attached"));
    assertThat(status.reason()).isEqualTo(Reason.BLOCKED);
    assertThat(status.message())
        .endsWith(
            "Cluster has nodegroups attached; what is in the cluster cannot be looked up:"
                + " AccessDeniedException: no");
  }

  @Test
  void asksForNoClusterBecauseOfAnotherError() {
    on(41, Samples.usedCluster("AccessDeniedException: not authorized"), waiting("VPC.ec2"));
    assertThat(askedForCompute).isEmpty();
  }

  @Test
  void saysThatAFailedClusterIsDeletedInTheProvidersPlace() {
    DeletionStatus status = removing(Optional.empty());
    assertThat(status.reason()).isEqualTo(Reason.WAITING);
    assertThat(status.message())
        .isEqualTo(
            "2 of 41 resources remain after 12 min, typically 15 to 40 min; being deleted: 1"
                + " Cluster.kafka; after them: 1 VPC.ec2; deleting the failed cluster polyglot-dev,"
                + " which the provider cannot (terraform-provider-aws#37471)");
  }

  @Test
  void saysThatAwsRefusesToDeleteAFailedCluster() {
    DeletionStatus status = removing(Optional.of(new AwsError("AccessDeniedException: no")));
    assertThat(status.reason()).isEqualTo(Reason.BLOCKED);
    assertThat(status.message())
        .isEqualTo(
            "2 of 41 resources remain after 12 min, typically 15 to 40 min; dev-x7-cluster"
                + " (Cluster.kafka): deleting the failed cluster polyglot-dev, which the provider"
                + " cannot (terraform-provider-aws#37471), is refused: AccessDeniedException: no");
  }

  @Test
  void waitsWhileAwsRefusesToDeleteAFailedClusterForNow() {
    assertThat(removing(Optional.of(new AwsError("TooManyRequestsException: no"))).reason())
        .isEqualTo(Reason.WAITING);
  }

  @Test
  void tellsTheProvidersErrorOfAFailedClusterThatIsNotDeletedHere() {
    DeletionStatus status = on(41, Samples.failedCluster());
    assertThat(status.reason()).isEqualTo(Reason.BLOCKED);
    assertThat(status.message()).endsWith("for a cluster in FAILED state.");
  }

  private DeletionStatus removing(Optional<AwsError> refusal) {
    return report.on(
        claim(41),
        List.of(Samples.failedCluster(), waiting("VPC.ec2")),
        Map.of(Samples.failedCluster(), new Removal(Samples.CLUSTER, refusal)));
  }

  private DeletionStatus on(int total, ManagedResource... remaining) {
    return report.on(claim(total), List.of(remaining), Map.of());
  }

  private void blockedBy(String... groups) {
    contents =
        new VpcContents(
            List.of(),
            java.util.Arrays.stream(groups)
                .map(id -> new SecurityGroup(id, "db", Set.of(), Map.of()))
                .toList(),
            List.of(),
            List.of());
  }

  private List<String> compute(KubernetesCluster cluster) {
    askedForCompute.add(cluster);
    if (lookupFailure != null) {
      throw lookupFailure;
    }
    return compute;
  }

  private VpcContents contents(Vpc vpc) {
    asked.add(vpc);
    if (lookupFailure != null) {
      throw lookupFailure;
    }
    return contents;
  }
}
