package dev.polyglot.e2e;

import static dev.polyglot.e2e.system.RunningSandbox.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.polyglot.e2e.system.AccountPart;
import dev.polyglot.e2e.system.Change;
import dev.polyglot.e2e.system.CloudSystem;
import dev.polyglot.e2e.system.ClusterSystem;
import dev.polyglot.e2e.system.Documents;
import dev.polyglot.e2e.system.KindTimes;
import dev.polyglot.e2e.system.ManagedResources;
import dev.polyglot.e2e.system.ProviderSystem;
import dev.polyglot.e2e.system.RepositorySystem;
import dev.polyglot.e2e.system.RunningSandbox;
import dev.polyglot.e2e.system.Undisturbed;
import dev.polyglot.e2e.system.WorkloadAccess;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The life of every managed kind that the platform uses; each test goes on where the last ended.
 */
@Undisturbed
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@ExtendWith(RunningSandbox.class)
class ManagedResourcesST {

  private static final String NAMESPACE = "managed-resources-st";

  private static final int ROUNDS_AT_REST = 3;

  private final ClusterSystem cluster;
  private final CloudSystem cloud;
  private final AccountPart account;
  private final ProviderSystem provider;
  private final RepositorySystem repository;
  private final KindTimes times = new KindTimes();
  private final ManagedResources resources;
  private final List<Change> changes = Change.read("managed-updates.yaml");
  private final WorkloadAccess access;

  ManagedResourcesST(
      ClusterSystem cluster,
      CloudSystem cloud,
      ProviderSystem provider,
      RepositorySystem repository) {
    this.cluster = cluster;
    this.cloud = cloud;
    account = cloud.part(Set.of("eu-west-3"), Set.of("polyglot-st"));
    this.provider = provider;
    this.repository = repository;
    access = new WorkloadAccess(cluster, NAMESPACE);
    resources =
        new ManagedResources(
            cluster,
            Stream.of(
                    "network",
                    "endpoint-associations",
                    "identity",
                    "keys-and-stores",
                    "certificates",
                    "kafka",
                    "workload-cluster",
                    "balancer",
                    "bastion",
                    "object")
                .flatMap(name -> Documents.resources("managed/" + name + ".yaml").stream())
                .toList(),
            times);
  }

  @BeforeAll
  void prepare() {
    cluster.makeNamespace(NAMESPACE);
    Documents.resources("managed-secrets.yaml").forEach(cluster::apply);
    access.grant();
  }

  @AfterAll
  void cleanUp() {
    times.publish(cloud.timeScale());
    access.revoke();
    cluster.removeNamespace(NAMESPACE);
  }

  @Test
  @Order(1)
  void haveAManifestAndAChangeForEachKindInUse() {
    Set<String> inUse = repository.managedKinds();
    Set<String> kinds =
        cluster.list("apiextensions.crossplane.io/v1alpha1", "ManagedResourceDefinition").stream()
            .filter(definition -> inUse.contains(definition.at("/metadata/name").asText()))
            .map(
                definition ->
                    definition.at("/spec/names/kind").asText()
                        + "."
                        + definition.at("/spec/group").asText())
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(kinds).hasSameSizeAs(inUse);
    assertThat(resources.kinds()).isEqualTo(kinds);
    assertThat(changes).hasSameSizeAs(kinds).extracting(Change::kind).doesNotHaveDuplicates();
    assertThat(changes).extracting(Change::kind).allMatch(resources::has);
  }

  @Test
  @Order(2)
  void becomeReadyAndSynced() {
    assertThat(account.resources()).as("what is left from before").isEmpty();

    // MSK's 40 minutes, after its network and its configuration
    resources.createAndAwaitReady(PATIENCE.plus(cloud.scaled(Duration.ofMinutes(60))));

    // not each kind is a resource of its own there, and some make others
    assertThat(account.resources()).hasSizeGreaterThan(resources.kinds().size() / 2);
  }

  @Test
  @Order(3)
  void showAChangeThatIsMadeInPlace() {
    Map<String, Integer> before = account.changingCalls();
    Map<String, String> kept = resources.identities();
    // nothing of it exists at AWS
    assertThat(resources.withoutIdentity()).containsExactly("ClusterAuth polyglot-st-cluster");
    changes.stream()
        .filter(change -> !change.isInPlace())
        .map(resources::identity)
        .forEach(replaced -> kept.keySet().removeIf(key -> key.startsWith(replaced)));

    resources.changeAndAwaitShown(
        changes.stream().filter(Change::isPossible).toList(),
        PATIENCE.plus(cloud.scaled(Duration.ofMinutes(30))));

    Map<String, Integer> made = grown(before, account.changingCalls());
    assertThat(made).isNotEmpty();
    // not even for a moment may something take the place of what holds data
    assertThat(made.keySet())
        .filteredOn(
            call ->
                call.matches(
                    "(kafka|eks|ec2|kms|elbv2|ecr):Create(Cluster|Vpc|Key|Repository|LoadBalancer)"))
        .isEmpty();
    assertThat(resources.identities()).as("the same things, changed").containsAllEntriesOf(kept);
  }

  @Test
  @Order(4)
  void areNotUpdatedAgainOnceTheyAreWhatWasAskedFor() {
    resources.awaitObservedAgain();
    assertThat(resources.unready()).isEmpty();
    Map<String, Integer> settledCalls = account.changingCalls();
    Map<String, Integer> settledUpdates = resources.updates();
    int restarts = provider.restarts();

    for (int round = 1; round <= ROUNDS_AT_REST; round++) {
      resources.awaitObservedAgain();

      // since they settled, and not since the last round: what a round still did late counts too
      assertThat(grown(settledCalls, account.changingCalls()))
          .as("calls that change something, until round " + round)
          .isEmpty();
    }

    assertThat(provider.restarts()).isEqualTo(restarts);
    assertThat(grown(settledUpdates, resources.updates())).as("updates by resource").isEmpty();
    assertThat(resources.unready()).isEmpty();
    assertThat(grown(settledCalls, account.changingCalls()))
        .as("calls that change something, after the last round")
        .isEmpty();
  }

  @Test
  @Order(5)
  void areGoneWithoutATraceWhenAllAreDeletedInOneGo() {
    resources.deleteAndAwaitGone(PATIENCE.plus(cloud.scaled(Duration.ofMinutes(40))));

    Awaitility.await("nothing of them is left at AWS")
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(account.resources()).isEmpty());
  }

  /** By how much each count has grown, where it has. */
  private static Map<String, Integer> grown(
      Map<String, Integer> before, Map<String, Integer> after) {
    return after.entrySet().stream()
        .filter(entry -> entry.getValue() > before.getOrDefault(entry.getKey(), 0))
        .collect(
            Collectors.toMap(
                Map.Entry::getKey,
                entry -> entry.getValue() - before.getOrDefault(entry.getKey(), 0)));
  }
}
