package dev.polyglot.e2e;

import static dev.polyglot.e2e.system.RunningSandbox.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.polyglot.e2e.system.AccountPart;
import dev.polyglot.e2e.system.CloudSystem;
import dev.polyglot.e2e.system.ClusterSystem;
import dev.polyglot.e2e.system.Conditions;
import dev.polyglot.e2e.system.Documents;
import dev.polyglot.e2e.system.Environment;
import dev.polyglot.e2e.system.EnvironmentSystem;
import dev.polyglot.e2e.system.KindTimes;
import dev.polyglot.e2e.system.ManagedResources;
import dev.polyglot.e2e.system.RunningSandbox;
import dev.polyglot.e2e.system.Undisturbed;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
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
 * The life of an environment, from a claim with a name and a region to an empty region; another one
 * of the same name, in another namespace, stands next to it. Each test goes on where the last
 * ended.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@ExtendWith(RunningSandbox.class)
class EnvironmentST {

  private static final String BLUE = "team-blue-st";
  private static final String GREEN = "team-green-st";
  private static final String REGION = "eu-central-1";
  private static final String ADMINISTRATORS =
      "arn:aws:iam::123456789012:role/teams/green/administrators";

  private static final int ROUNDS_AT_REST = 2;

  private final ClusterSystem cluster;
  private final CloudSystem cloud;
  private final EnvironmentSystem environments;
  private final AccountPart account;
  private final Environment small;
  private final Environment mutual;

  // of the environment that ends, noted before its end
  private Set<String> usages = Set.of();
  private Map<String, String> namesAtAws = Map.of();
  private int changesBeforeTheEnd;

  EnvironmentST(ClusterSystem cluster, CloudSystem cloud, EnvironmentSystem environments) {
    this.cluster = cluster;
    this.cloud = cloud;
    this.environments = environments;
    account = cloud.part(Set.of(REGION), Set.of("polyglot-events-", ADMINISTRATORS));
    small =
        environments.environment(
            BLUE,
            "events",
            """
            {"region": "%s", "kubernetes": {"version": "1.35"},
             "access": {"apiServerCidrs": ["192.0.2.0/24", "198.51.100.0/24"]}}
            """
                .formatted(REGION));
    mutual =
        environments.environment(
            GREEN,
            "events",
            """
            {"region": "%s", "kafka": {"authentication": "mtls"},
             "kubernetes": {"version": "1.35"}, "bastion": {"enabled": true},
             "access": {"adminRoleArns": ["%s"]}, "tags": {"team": "green"}}
            """
                .formatted(REGION, ADMINISTRATORS));
  }

  @BeforeAll
  void makeRoomForTwoTeams() {
    assertThat(account.resources()).as("what is left from before").isEmpty();
    cluster.makeNamespace(BLUE);
    cluster.makeNamespace(GREEN);
    aws(
        "iam",
        "create-role",
        "--role-name",
        "administrators",
        "--path",
        "/teams/green/",
        "--assume-role-policy-document",
        "{\"Version\": \"2012-10-17\", \"Statement\": []}");
  }

  private JsonNode aws(String... arguments) {
    return environments.aws(REGION, arguments);
  }

  @AfterAll
  void cleanUp() {
    List.of(small, mutual).stream()
        .filter(environment -> !environment.isGone())
        .forEach(Environment::delete);
    small.awaitGone(PATIENCE.plus(cloud.scaled(Duration.ofMinutes(60))));
    mutual.awaitGone(PATIENCE.plus(cloud.scaled(Duration.ofMinutes(60))));
    cluster.removeNamespace(BLUE);
    cluster.removeNamespace(GREEN);
  }

  // ---- up

  @Test
  @Order(1)
  @Undisturbed
  void tellsHowFarItIsUntilItIsReady() {
    Set<String> phases = new LinkedHashSet<>();
    List<Integer> readyCounts = new ArrayList<>();
    Set<String> waiting = new LinkedHashSet<>();
    Set<String> turnedReady = new LinkedHashSet<>();
    small.apply();
    mutual.apply();

    small.awaitReady(
        PATIENCE.plus(cloud.scaled(Duration.ofMinutes(70))),
        now -> note(now, phases, readyCounts, waiting, turnedReady));

    assertThat(phases).containsExactly("Creating", "Ready");
    assertThat(readyCounts).hasSizeGreaterThan(3).isSorted();
    assertThat(waiting).as("what was waited for").isNotEmpty();
    // EKS's minutes are five seconds here, which may pass between two looks
    assertThat(waiting)
        .anyMatch(
            message ->
                message.matches(
                    "cluster \\(Cluster.kafka\\) for \\d+ min, typically 25 to 60 min"));
    assertThat(turnedReady).containsOnly("NetworkReady", "KafkaReady", "ClusterReady");
    assertListenedTo(small, 6);
  }

  private static void note(
      JsonNode now,
      Set<String> phases,
      List<Integer> readyCounts,
      Set<String> waiting,
      Set<String> turnedReady) {
    if (now.at("/status/phase").isTextual()) {
      phases.add(now.at("/status/phase").asText());
    }
    int ready = now.at("/status/resources/ready").asInt();
    if (readyCounts.isEmpty() || ready != readyCounts.get(readyCounts.size() - 1)) {
      readyCounts.add(ready);
    }
    for (String type : List.of("NetworkReady", "KafkaReady", "ClusterReady")) {
      if (Conditions.areTrue(now, type)) {
        turnedReady.add(type);
      } else {
        Conditions.message(now, type).ifPresent(waiting::add);
      }
    }
  }

  @Test
  @Order(2)
  @Undisturbed
  void countsWhatItHas() {
    JsonNode status = small.now().path("status");

    int total = status.at("/resources/total").asInt();
    assertThat(total).isGreaterThan(40);
    assertThat(status.path("progress").asText()).isEqualTo(total + "/" + total);
    assertThat(small.managed()).hasSize(total);
    assertThat(small.unready()).isEmpty();
    assertThat(status.path("monthlyCostEstimate").asText()).matches("\\d+ USD");
    System.out.printf(
        "resources of a claim: small %d, with mTLS and bastion %s%n",
        total, mutual.now().at("/status/progress").asText());
  }

  @Test
  @Order(3)
  @Undisturbed
  void handsAddressesOverInOneSecret() {
    Map<String, String> connection = small.connection();

    assertThat(connection)
        .containsOnlyKeys(
            "bootstrapServers",
            "kafkaAuthentication",
            "clusterName",
            "kubeconfigCommand",
            "region");
    assertThat(connection.get("bootstrapServers").split(",")).hasSize(3).isSorted();
    assertThat(connection.get("bootstrapServers").split(",")).allMatch(at -> at.endsWith(":9098"));
    assertThat(connection).containsEntry("clusterName", small.cloudName());
    assertThat(connection.get("kubeconfigCommand"))
        .isEqualTo(
            "aws eks update-kubeconfig --region %s --name %s".formatted(REGION, small.cloudName()));
  }

  @Test
  @Order(4)
  @Undisturbed
  void isReadInATable() {
    String table = environments.kubectl("get", "pgenv", "-n", BLUE, "-o", "wide").output();

    List<String> lines = table.lines().toList();
    assertThat(lines).hasSize(2);
    assertThat(lines.get(0).split("\\s+"))
        .startsWith("NAME", "PHASE", "PROGRESS", "URL", "KAFKA", "CLUSTER", "COST")
        .contains("READY", "AGE");
    assertThat(lines.get(1)).startsWith("events").contains("Ready", "3.9.x.kraft iam", "USD");
    assertThat(environments.kubectl("get", "polyglot", "-n", BLUE).output()).contains("events");
  }

  @Test
  @Order(5)
  @Undisturbed
  void standsBesideAnotherOfItsName() {
    mutual.awaitReady(PATIENCE.plus(cloud.scaled(Duration.ofMinutes(70))));

    assertThat(mutual.name()).isNotEqualTo(small.name());
    assertThat(small.inCloud()).hasSizeGreaterThan(30);
    assertThat(mutual.inCloud()).hasSizeGreaterThan(30);
    assertThat(small.inCloud()).doesNotContainAnyElementsOf(mutual.inCloud());
    // whatever exists in their region or in none belongs to one of them, or was there before
    assertThat(ofNoEnvironment())
        .extracting(
            resource -> resource.path("service").asText() + " " + resource.path("id").asText())
        .allMatch(other -> other.endsWith("administrators"));
    // a role with a path is let in
    assertThat(aws("eks", "list-access-entries", "--cluster-name", mutual.cloudName()).toString())
        .contains(ADMINISTRATORS);
    assertThat(mutual.now().at("/status/bastion/sessionCommand").asText())
        .startsWith("aws ssm start-session --region " + REGION + " --target i-");
    assertThat(mutual.connection().get("bootstrapServers").split(","))
        .hasSize(3)
        .allMatch(at -> at.endsWith(":9094"));
  }

  private List<JsonNode> ofNoEnvironment() {
    Set<String> owners = new TreeSet<>(environments.names());
    List<JsonNode> others = new ArrayList<>(cloud.resources());
    // what was made meanwhile, and what another test manages
    owners.addAll(environments.names());
    owners.add("polyglot-st");
    others.removeIf(other -> !Set.of(REGION, "aws-global").contains(other.path("region").asText()));
    others.removeIf(other -> owners.stream().anyMatch(other.toString()::contains));
    // AWS makes and removes these with what they are of, and gives them no tag
    others.removeIf(other -> other.path("type").asText().equals("network-interface"));
    return others;
  }

  @Test
  @Order(6)
  @Undisturbed
  void isListenedToWhileAllOfItIsMade() {
    assertListenedTo(small, 6);
    assertListenedTo(mutual, 7);
  }

  /**
   * Crossplane stops listening to a composite whose resources change very often, and sees what they
   * become only when it looks by itself, for five minutes from then.
   */
  private static void assertListenedTo(Environment environment, int composites) {
    assertThat(environment.responsive()).hasSize(composites).doesNotContainValue(false);
  }

  @Test
  @Order(7)
  @Undisturbed
  void isLeftAloneOnceItIsReady() {
    assertThat(environments.difference(small)).isEmpty();
    assertThat(environments.difference(mutual)).isEmpty();
    ManagedResources resources = resources(small, mutual);
    resources.awaitObservedAgain();
    Map<String, Integer> settled = account.changingCalls();
    Map<String, Integer> updates = resources.updates();

    for (int round = 1; round <= ROUNDS_AT_REST; round++) {
      resources.awaitObservedAgain();
      assertThat(account.changingCalls()).as("after round " + round).isEqualTo(settled);
    }

    assertThat(resources.updates()).isEqualTo(updates);
    assertThat(small.isReady()).isTrue();
    assertThat(mutual.isReady()).isTrue();
  }

  private ManagedResources resources(Environment... environments) {
    return managed(List.of(environments).stream().flatMap(one -> one.manifests().stream()));
  }

  private ManagedResources resourcesOfKinds(Environment environment, Set<String> kinds) {
    return managed(environment.manifests().stream().filter(one -> kinds.contains(one.getKind())));
  }

  private ManagedResources managed(Stream<GenericKubernetesResource> manifests) {
    return new ManagedResources(cluster, manifests.toList(), new KindTimes());
  }

  // ---- day 2 of one, and the end of the other

  @Test
  @Order(8)
  @Undisturbed
  void followsChangesWithoutReplacingAnythingWhileTheOtherOneEnds() {
    Map<String, String> before = resources(small).identities();
    changesBeforeTheEnd = account.changes().size();
    usages = mutual.usages();
    namesAtAws = mutual.externalNames();

    mutual.delete();
    small.change(
        """
        {"size": "large", "kafka": {"version": "4.0.x.kraft", "topics": [{"name": "events", "partitions": 6}]},
         "kubernetes": {"version": "1.36"}, "access": {"apiServerCidrs": ["198.51.100.0/24"]},
         "tags": {"team": "blue"}}
        """);
    Awaitility.await("it is being updated")
        .atMost(PATIENCE)
        .until(() -> small.now().at("/status/phase").asText().equals("Updating"));
    small.awaitReady(PATIENCE.plus(cloud.scaled(Duration.ofMinutes(150))));

    JsonNode kafka = describedKafka();
    assertThat(kafka.at("/CurrentBrokerSoftwareInfo/KafkaVersion").asText())
        .isEqualTo("4.0.x.kraft");
    assertThat(kafka.at("/BrokerNodeGroupInfo/InstanceType").asText())
        .isEqualTo("kafka.m7g.xlarge");
    assertThat(kafka.at("/NumberOfBrokerNodes").asInt()).isEqualTo(6);
    JsonNode kubernetes =
        aws("eks", "describe-cluster", "--name", small.cloudName()).path("cluster");
    assertThat(kubernetes.path("version").asText()).isEqualTo("1.36");
    assertThat(coreDns().path("addonVersion").asText())
        .as("CoreDNS follows its cluster, although EKS does not take it along")
        .isEqualTo(coreDnsOf("1.36"));
    // the range that was taken from the claim is closed, and the management cluster's is not
    assertThat(Documents.elements(kubernetes.at("/resourcesVpcConfig/publicAccessCidrs")))
        .extracting(JsonNode::asText)
        .containsExactlyInAnyOrder("198.51.100.0/24", "203.0.113.10/32");
    assertThat(
            small.inCloud().stream()
                .filter(one -> one.path("type").asText().equals("vpc"))
                .toList())
        .hasSize(1)
        .allMatch(vpc -> vpc.at("/tags/team").asText().equals("blue"));
    List<String> made =
        account.changes().stream()
            .skip(changesBeforeTheEnd)
            .filter(call -> !isOfTheOther(call))
            .map(AccountPart::action)
            .toList();
    assertThat(made).isNotEmpty();
    assertThat(made)
        .filteredOn(
            call ->
                call.matches(
                    "(kafka|eks|ec2|kms|ecr|iam):(Create|Delete)(Cluster|ClusterV2|Vpc|Subnet|Key|Repository|Role)"))
        .isEmpty();
    assertThat(resources(small).identities()).containsAllEntriesOf(withoutRoutes(before));
    assertListenedTo(small, 6);
  }

  /** True for a call that names the other environment, or what it has at AWS. */
  private boolean isOfTheOther(JsonNode call) {
    String parameters = call.path("parameters").toString();
    return parameters.contains(mutual.name())
        || namesAtAws.values().stream().anyMatch(name -> parameters.contains('"' + name + '"'));
  }

  /** A route has no identity of its own, and the way out of a zone moves to the zone's gateway. */
  private static Map<String, String> withoutRoutes(Map<String, String> identities) {
    return identities.entrySet().stream()
        .filter(identity -> !identity.getKey().startsWith("Route."))
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  private JsonNode describedKafka() {
    return aws("kafka", "list-clusters", "--cluster-name-filter", small.cloudName())
        .at("/ClusterInfoList/0");
  }

  private JsonNode coreDns() {
    return aws(
            "eks", "describe-addon", "--cluster-name", small.cloudName(), "--addon-name", "coredns")
        .path("addon");
  }

  private String coreDnsOf(String kubernetes) {
    return aws(
            "eks",
            "describe-addon-versions",
            "--addon-name",
            "coredns",
            "--kubernetes-version",
            kubernetes)
        .at("/addons/0/addonVersions/0/addonVersion")
        .asText();
  }

  @Test
  @Order(9)
  @Undisturbed
  void isRestoredWhenSomebodyChangesItBehindItsBack() {
    String group = "/aws/eks/" + small.cloudName() + "/cluster";
    aws("logs", "put-retention-policy", "--log-group-name", group, "--retention-in-days", "1");
    aws(
        "ecr",
        "delete-repository",
        "--repository-name",
        small.cloudName() + "/producer",
        "--force");
    Set<String> aliases = aliases();
    assertThat(aliases).hasSize(2);
    aws("kms", "delete-alias", "--alias-name", aliases.iterator().next());
    assertThat(aliases()).hasSize(1);
    assertThat(retention(group)).isEqualTo(1);

    // First these: the policy of a repository that is not there again yet fails, and is tried
    // again after up to two minutes.
    resourcesOfKinds(small, Set.of("Group", "Repository", "Alias")).awaitObservedAgain();

    Awaitility.await("the log group's retention is what it was")
        .atMost(PATIENCE)
        .until(() -> retention(group) != 1);
    Awaitility.await("the keys have their names again")
        .atMost(PATIENCE)
        .until(() -> aliases().equals(aliases));
    Awaitility.await("the repository is there again")
        .atMost(PATIENCE)
        .until(
            () ->
                small.inCloud().stream()
                    .anyMatch(
                        one ->
                            one.path("service").asText().equals("ecr")
                                && one.path("id").asText().contains("producer")));
    resources(small).awaitObservedAgain();
    small.awaitReady(PATIENCE);
  }

  /** Those of the environment's keys. */
  private Set<String> aliases() {
    return Documents.elements(aws("kms", "list-aliases").path("Aliases")).stream()
        .map(alias -> alias.path("AliasName").asText())
        .filter(name -> name.contains(small.cloudName()))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private int retention(String group) {
    return aws("logs", "describe-log-groups", "--log-group-name-prefix", group)
        .at("/logGroups/0/retentionInDays")
        .asInt();
  }

  /** A call of AWS, and the resource that it names, without the environment's name before it. */
  private record Call(String action, String resource) {}

  /** A usage, and the two calls that must come in this order if it holds. */
  private record Ordered(String usage, Call first, Call then) {}

  private static final Call BROKERS = new Call("kafka:DeleteCluster", "kafka-cluster");
  private static final Call CLUSTER = new Call("eks:DeleteCluster", "cluster-cluster");
  private static final Call PROFILE = new Call("eks:DeleteFargateProfile", "cluster-cluster");
  private static final Call GATEWAY = new Call("ec2:DeleteNatGateway", "network-nat-a");
  private static final Call BASTION = new Call("ec2:TerminateInstances", "bastion-instance");
  private static final Call RULES =
      new Call("ec2:RevokeSecurityGroupIngress", "kafka-security-group");

  private static final List<Ordered> ORDER =
      List.of(
          new Ordered("network by kafka", BROKERS, GATEWAY),
          new Ordered("network by cluster", CLUSTER, GATEWAY),
          new Ordered("network by bastion", BASTION, GATEWAY),
          new Ordered("kafka by bastion", BASTION, BROKERS),
          new Ordered("kafka by kafka-from-cluster", RULES, BROKERS),
          new Ordered("kafka by kafka-admin-from-cluster", RULES, BROKERS),
          new Ordered("cluster by kafka-from-cluster", RULES, PROFILE),
          new Ordered("cluster by kafka-admin-from-cluster", RULES, PROFILE),
          new Ordered("cluster by producer", new Call("iam:DeleteRole", "producer-role"), PROFILE),
          new Ordered("cluster by consumer", new Call("iam:DeleteRole", "consumer-role"), PROFILE),
          new Ordered(
              "kafka-key by kafka-cluster",
              BROKERS,
              new Call("kms:ScheduleKeyDeletion", "kafka-key")),
          new Ordered(
              "kafka-log-group by kafka-cluster",
              BROKERS,
              new Call("logs:DeleteLogGroup", "kafka-log-group")),
          new Ordered(
              "kafka-configuration by kafka-cluster",
              BROKERS,
              new Call("kafka:DeleteConfiguration", "kafka-configuration")),
          new Ordered(
              "kafka-authority by kafka-cluster",
              BROKERS,
              new Call("acm-pca:DeleteCertificateAuthority", "kafka-authority")),
          new Ordered("cluster-cluster by cluster-fargate-profile", PROFILE, CLUSTER),
          new Ordered(
              "cluster-pod-role by cluster-fargate-profile",
              PROFILE,
              new Call("iam:DeleteRole", "cluster-pod-role")),
          new Ordered(
              "cluster-pod-role-policy by cluster-fargate-profile",
              PROFILE,
              new Call("iam:DetachRolePolicy", "cluster-pod-role")),
          new Ordered(
              "cluster-key by cluster-cluster",
              CLUSTER,
              new Call("kms:ScheduleKeyDeletion", "cluster-key")),
          new Ordered(
              "cluster-cluster-logs by cluster-cluster",
              CLUSTER,
              new Call("logs:DeleteLogGroup", "cluster-cluster-logs")),
          new Ordered(
              "cluster-cluster-role by cluster-cluster",
              CLUSTER,
              new Call("iam:DeleteRole", "cluster-cluster-role")),
          new Ordered(
              "cluster-cluster-role-policy by cluster-cluster",
              CLUSTER,
              new Call("iam:DetachRolePolicy", "cluster-cluster-role")));

  @Test
  @Order(10)
  @Undisturbed
  void isDeletedInTheOrderOfItsUsages() {
    assertThat(usages)
        .containsExactlyInAnyOrderElementsOf(ORDER.stream().map(Ordered::usage).toList());

    Awaitility.await("its brokers and its cluster are gone")
        .atMost(PATIENCE.plus(cloud.scaled(Duration.ofMinutes(30))))
        .until(
            () ->
                mutual.managed().stream()
                    .noneMatch(resource -> resource.path("kind").asText().equals("Cluster")));
    assertThat(small.isReady())
        .as("the end of one does not touch the other: " + small.describe())
        .isTrue();
    small.delete();
    mutual.awaitGone(PATIENCE.plus(cloud.scaled(Duration.ofMinutes(60))));

    List<JsonNode> made = account.changes().stream().skip(changesBeforeTheEnd).toList();
    for (Ordered ordered : ORDER) {
      List<Integer> first = positions(made, ordered.first(), namesAtAws);
      List<Integer> then = positions(made, ordered.then(), namesAtAws);
      assertThat(first).as(ordered + " first").isNotEmpty();
      assertThat(then).as(ordered + " then").isNotEmpty();
      assertThat(first.get(first.size() - 1)).as(ordered.usage()).isLessThan(then.get(0));
    }
    assertThat(mutual.inCloud()).isEmpty();
  }

  /** Where in a list of calls one is that names this resource. */
  private static List<Integer> positions(
      List<JsonNode> made, Call call, Map<String, String> namesAtAws) {
    String name = namesAtAws.get(call.resource());
    assertThat(name).as(call.resource() + " of " + namesAtAws.keySet()).isNotBlank();
    List<Integer> positions = new ArrayList<>();
    for (int position = 0; position < made.size(); position++) {
      JsonNode one = made.get(position);
      if (AccountPart.action(one).equals(call.action())
          && one.path("parameters").toString().contains(name)) {
        positions.add(position);
      }
    }
    return positions;
  }

  // ---- down

  @Test
  @Order(11)
  void leavesNothingBehind() {
    small.awaitGone(PATIENCE.plus(cloud.scaled(Duration.ofMinutes(60))));

    assertThat(environments.leftovers(BLUE)).isEmpty();
    assertThat(environments.leftovers(GREEN)).isEmpty();
    assertThat(small.managed()).isEmpty();
    aws("iam", "delete-role", "--role-name", "administrators");
    assertThat(account.resources()).isEmpty();
  }
}
