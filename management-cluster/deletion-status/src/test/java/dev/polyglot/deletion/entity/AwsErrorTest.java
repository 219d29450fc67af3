package dev.polyglot.deletion.entity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyglot.deletion.entity.AwsError.Nature;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AwsErrorTest {

  private static final String WRAPPED =
      """
      async delete failed: failed to delete the resource: [{0 deleting EC2 Subnet (subnet-0a1b): \
      operation error EC2: DeleteSubnet, https response error StatusCode: 400, RequestID: 7c1d-22, \
      api error DependencyViolation: The subnet 'subnet-0a1b' has dependencies and cannot be deleted.  []}]""";

  @Test
  void isWhatAwsSaidWithoutWhatTheProviderPutAroundIt() {
    assertThat(AwsError.in(WRAPPED).text())
        .isEqualTo(
            "DependencyViolation: The subnet 'subnet-0a1b' has dependencies and cannot be deleted.");
  }

  @Test
  void isTheWholeMessageWhereAwsWasNotReached() {
    assertThat(AwsError.in("connect failed: cannot get credentials:\n  no such Secret").text())
        .isEqualTo("connect failed: cannot get credentials: no such Secret");
  }

  @Test
  void isWhatTerraformSaidWhereAwsDidNotAnswer() {
    assertThat(
            AwsError.in(
                    "async delete failed: failed to delete the resource: [{0 deleting EC2 VPC (vpc-1):"
                        + " timeout while waiting for state  []}]")
                .text())
        .isEqualTo("deleting EC2 VPC (vpc-1): timeout while waiting for state");
  }

  @Test
  void isCutAfterSixHundredCharacters() {
    assertThat(AwsError.in("x".repeat(600)).text()).isEqualTo("x".repeat(600));
    assertThat(AwsError.in("x".repeat(601)).text()).isEqualTo("x".repeat(600) + "...");
  }

  @Test
  void isOfAFailedClusterAsTheProviderTellsIt() {
    assertThat(
            AwsError.in(
                    "observe failed: failed to observe the resource: [{0 reading MSK Cluster"
                        + " (arn:aws:kafka:eu-west-3:123456789012:cluster/polyglot-dev/0a1b-5)"
                        + " bootstrap brokers: operation error Kafka: GetBootstrapBrokers, https"
                        + " response error StatusCode: 400, RequestID: 7c1d-22, BadRequestException:"
                        + " You can't get bootstrap broker nodes for a cluster in FAILED state.  []}]")
                .isOfFailedCluster())
        .isTrue();
    assertThat(
            AwsError.in(
                    "BadRequestException: You can't get bootstrap broker nodes for a cluster in"
                        + " DELETING state.")
                .isOfFailedCluster())
        .isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DependencyViolation: resource sg-1 has a dependent object",
        "InvalidIPAddress.InUse: Address 1.2.3.4 is in use",
        "DeleteConflict: Cannot delete entity, must detach all policies first.",
        "ResourceInUseException: Cannot delete because cluster a currently has an update in progress"
      })
  void dependsOnOthers(String text) {
    assertThat(AwsError.in(text).nature()).isEqualTo(Nature.DEPENDENT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "AuthFailure: You do not have permission to access the specified resource.",
        "BadRequestException: You can't delete cluster in CREATING state.",
        "Throttling: Rate exceeded",
        "ThrottlingException: Rate exceeded",
        "RequestLimitExceeded: Request limit exceeded.",
        "InvalidGroup.NotFound: The security group 'sg-1' does not exist",
        "NoSuchEntity: The role with name polyglot-dev cannot be found.",
        "create operation that started at 2026-11-22 10:00 is still running"
      })
  void passesByItself(String text) {
    assertThat(AwsError.in(text).nature()).isEqualTo(Nature.PASSING);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "AccessDeniedException: User is not authorized to perform: kafka:DeleteCluster",
        "UnauthorizedOperation: You are not authorized to perform this operation.",
        "observe failed: cannot get credentials",
        "Reconciliation is paused via the pause annotation",
        "ResourceInUseException: Cluster has nodegroups attached",
        "ResourceInUseException: Cluster has Fargate Profiles in ACTIVE/CREATING state"
      })
  void lastsUntilSomebodyActs(String text) {
    assertThat(AwsError.in(text).nature()).isEqualTo(Nature.LASTING);
  }
}
