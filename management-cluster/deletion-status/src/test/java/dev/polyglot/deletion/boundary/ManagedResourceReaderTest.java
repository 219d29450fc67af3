package dev.polyglot.deletion.boundary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyglot.deletion.entity.AwsError;
import dev.polyglot.deletion.entity.KafkaCluster;
import dev.polyglot.deletion.entity.ManagedResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ManagedResourceReaderTest {

  private static final String ARN =
      "arn:aws:kafka:eu-west-3:123456789012:cluster/polyglot-dev/0a1b2c3d-22-5";
  private static final String CLUSTER =
      """
      apiVersion: kafka.aws.upbound.io/v1beta1
      kind: Cluster
      metadata:
        name: dev-x7-cluster
        annotations: {crossplane.io/external-name: "%s"}
      spec: {forProvider: {region: eu-west-3, clusterName: %s}%s}
      """;

  @Test
  void readsAllThatIsKnownOfAResource() {
    assertThat(
            read(
                """
                apiVersion: ec2.aws.upbound.io/v1beta1
                kind: VPCEndpoint
                metadata:
                  name: dev-x7-endpoint-sts
                  deletionTimestamp: "2026-11-22T10:00:00Z"
                  annotations: {crossplane.io/external-name: vpce-0a1b}
                spec: {forProvider: {region: eu-west-3}}
                status:
                  atProvider: {id: vpce-0a1b, arn: "arn:aws:ec2:eu-west-3:1:vpc-endpoint/vpce-0a1b", networkInterfaceIds: [eni-1, eni-2]}
                  conditions: [{type: Ready, status: "False", reason: Deleting}]
                """))
        .isEqualTo(
            new ManagedResource(
                "VPCEndpoint.ec2",
                "dev-x7-endpoint-sts",
                Optional.of("eu-west-3"),
                Optional.of(Instant.parse("2026-11-22T10:00:00Z")),
                Optional.empty(),
                Set.of(
                    "vpce-0a1b",
                    "arn:aws:ec2:eu-west-3:1:vpc-endpoint/vpce-0a1b",
                    "eni-1",
                    "eni-2"),
                Optional.empty()));
  }

  @Test
  void knowsTheInterfacesOfGatewaysAndInstances() {
    assertThat(
            read("""
                    apiVersion: ec2.aws.upbound.io/v1beta1
                    kind: NATGateway
                    metadata: {name: nat}
                    status: {atProvider: {id: nat-1, networkInterfaceId: eni-1, primaryNetworkInterfaceId: eni-2}}
                    """)
                .ids())
        .containsExactlyInAnyOrder("nat-1", "eni-1", "eni-2");
  }

  @Test
  void readsWhatWasNeverMade() {
    assertThat(
            read(
                """
                apiVersion: iam.aws.upbound.io/v1beta1
                kind: Role
                metadata: {name: role}
                """))
        .isEqualTo(
            new ManagedResource(
                "Role.iam",
                "role",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Set.of(),
                Optional.empty()));
  }

  @Test
  void findsTheErrorOfASynchronousDeletion() {
    assertThat(
            error(
                "{type: Synced, status: 'False', reason: ReconcileError, message: 'delete failed: api error AccessDenied: no'}"))
        .contains(new AwsError("AccessDenied: no"));
  }

  @Test
  void findsTheErrorOfAnAsynchronousDeletion() {
    assertThat(
            error(
                """
                {type: Synced, status: 'True', reason: ReconcileSuccess},
                {type: LastAsyncOperation, status: 'False', reason: AsyncDeleteFailure, message: 'async delete failed: api error DependencyViolation: no'}"""))
        .contains(new AwsError("DependencyViolation: no"));
  }

  @Test
  void prefersTheErrorOfTheNewestTry() {
    assertThat(
            error(
                """
                {type: Synced, status: 'False', reason: ReconcileError, message: 'observe failed: api error ExpiredToken: no'},
                {type: LastAsyncOperation, status: 'False', reason: AsyncDeleteFailure, message: 'async delete failed: api error DependencyViolation: no'}"""))
        .contains(new AwsError("ExpiredToken: no"));
  }

  @Test
  void takesNoErrorOfTheTimeBeforeForOneOfTheDeletion() {
    assertThat(
            error(
                """
                {type: Synced, status: 'False', reason: ReconcileError, message: 'create failed: api error LimitExceeded: no'},
                {type: LastAsyncOperation, status: 'False', reason: AsyncCreateFailure, message: 'async create failed: api error LimitExceeded: no'}"""))
        .isEmpty();
    assertThat(
            error(
                "{type: Synced, status: 'False', reason: ReconcileError, message: 'update failed: no'}"))
        .isEmpty();
    assertThat(
            error(
                "{type: Synced, status: 'False', reason: ReconcileError, message: 'cannot resolve references: no'}"))
        .isEmpty();
  }

  @Test
  void saysThatADeletionIsPaused() {
    assertThat(
            error(
                "{type: Synced, status: 'False', reason: ReconcilePaused, message: 'Reconciliation is paused via the pause annotation'}"))
        .contains(new AwsError("Reconciliation is paused via the pause annotation"));
  }

  @Test
  void takesNoErrorOfWhatIsNotBeingDeleted() {
    assertThat(
            read("""
                    apiVersion: iam.aws.upbound.io/v1beta1
                    kind: Role
                    metadata: {name: role}
                    status: {conditions: [{type: Synced, status: 'False', message: 'observe failed: no'}]}
                    """)
                .error())
        .isEmpty();
  }

  @Test
  void knowsTheClusterOfBrokersThatGoesWithItsResource() {
    Optional<KafkaCluster> cluster =
        Optional.of(new KafkaCluster(ARN, "polyglot-dev", "eu-west-3"));
    assertThat(cluster("polyglot-dev", "")).isEqualTo(cluster);
    assertThat(cluster("polyglot-dev", ", deletionPolicy: Delete, managementPolicies: ['*']"))
        .isEqualTo(cluster);
    assertThat(cluster("polyglot-dev", ", managementPolicies: [Observe, Delete]"))
        .isEqualTo(cluster);
  }

  @Test
  void knowsNoClusterOfBrokersThatIsToStay() {
    assertThat(cluster("polyglot-dev", ", deletionPolicy: Orphan")).isEmpty();
    assertThat(cluster("polyglot-dev", ", managementPolicies: [Observe, Create]")).isEmpty();
  }

  @Test
  void knowsNoClusterOfBrokersUnderAnotherName() {
    assertThat(cluster("polyglot-other", "")).isEmpty();
  }

  @Test
  void takesNoOtherClusterForOneOfBrokers() {
    assertThat(
            read(CLUSTER.formatted(ARN, "polyglot-dev", "").replace("kafka.aws", "eks.aws"))
                .cluster())
        .isEmpty();
  }

  private static Optional<KafkaCluster> cluster(String name, String policies) {
    return read(CLUSTER.formatted(ARN, name, policies)).cluster();
  }

  private static Optional<AwsError> error(String conditions) {
    return read("""
            apiVersion: ec2.aws.upbound.io/v1beta1
            kind: Subnet
            metadata: {name: subnet, deletionTimestamp: "2026-11-22T10:00:00Z"}
            status: {conditions: [%s]}
            """
            .formatted(conditions))
        .error();
  }

  private static ManagedResource read(String yaml) {
    return ManagedResourceReader.read(
        Serialization.unmarshal(yaml, GenericKubernetesResource.class));
  }
}
