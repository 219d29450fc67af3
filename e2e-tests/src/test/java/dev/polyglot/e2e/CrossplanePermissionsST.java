package dev.polyglot.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyglot.e2e.system.CloudSystem;
import dev.polyglot.e2e.system.Permissions;
import dev.polyglot.e2e.system.RepositorySystem;
import dev.polyglot.e2e.system.RunningSandbox;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * What the management cluster may do at AWS, against what it did: it reads what IAM was asked about
 * while {@link ManagedResourcesST}, {@link EnvironmentST} and {@link EnvironmentDeletionST} ran.
 */
@Order(3)
@Isolated
@ExtendWith(RunningSandbox.class)
class CrossplanePermissionsST {

  private final CloudSystem cloud;
  private final RepositorySystem repository;
  private final Permissions permissions;

  CrossplanePermissionsST(CloudSystem cloud, RepositorySystem repository) {
    this.cloud = cloud;
    this.repository = repository;
    permissions = new Permissions(repository.policies(), "crossplane-permissions.yaml");
  }

  @BeforeEach
  void hasCallsToCheck() {
    assertThat(repository.policies()).isNotEmpty();
    assertThat(permissions.granted()).isNotEmpty();
    assertThat(cloud.callsOfTheManagementCluster())
        .as("ManagedResourcesST ran before, to its end")
        .containsKeys("ec2:DeleteVpc", "eks:DeleteCluster", "kafka:DeleteCluster");
  }

  @Test
  void allowEveryCallThatTheProviderMade() {
    assertThat(cloud.rightsAskedOfTheManagementCluster()).hasSizeGreaterThan(100);
    assertThat(cloud.refusalsOfTheManagementCluster()).isEmpty();
  }

  @Test
  void grantEachActionByItsName() {
    assertThat(permissions.granted()).allMatch(action -> action.matches("[a-z0-9-]+:[A-Za-z0-9]+"));
  }

  @Test
  void grantNothingElseWithoutAReason() {
    Set<String> unused = permissions.notUsed(cloud.rightsAskedOfTheManagementCluster());
    System.out.println("Granted, and not asked for in the sandbox:");
    unused.forEach(action -> System.out.println("  " + action));

    unused.removeAll(permissions.unusedForAReason());
    assertThat(unused).as("neither asked for nor given a reason").isEmpty();
  }

  @Test
  void giveReasonsOnlyForWhatIsGrantedAndNotCalled() {
    Set<String> reasons = permissions.neverUsedForAReason();
    assertThat(reasons).isNotEmpty();
    assertThat(permissions.notGranted(permissions.unusedForAReason())).isEmpty();

    reasons.removeAll(permissions.notUsed(cloud.rightsAskedOfTheManagementCluster()));
    assertThat(reasons).isEmpty();
  }
}
