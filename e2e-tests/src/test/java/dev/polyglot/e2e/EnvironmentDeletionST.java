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
import dev.polyglot.e2e.system.RunningSandbox;
import dev.polyglot.e2e.system.Undisturbed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * An environment is deleted whatever state it is in. All are made at once and each is deleted the
 * moment it is in the state that its test is about; that each is gone is seen at AWS.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@ExtendWith(RunningSandbox.class)
class EnvironmentDeletionST {

  private static final String NAMESPACE = "environment-deletion-st";
  private static final String REGION = "eu-west-1";

  /**
   * In one of its zones EKS makes no cluster; which letter it has differs from account to account.
   */
  private static final String WITH_A_ZONE_WITHOUT_EKS = "us-east-1";

  private final ClusterSystem cluster;
  private final CloudSystem cloud;
  private final EnvironmentSystem environments;
  private final AccountPart account;

  private final Environment halfMade;
  private final Environment makingBrokers;
  private final Environment failed;
  private final Environment heldUp;
  private final Environment withImages;
  private final Environment withStrangers;
  private String strangersBalancer = "";
  private String strangersGroup = "";
  private String strangersSubnet = "";
  private boolean strangersProfile;
  private List<String> zoneIds = List.of();
  private String firstComposite = "";

  /** What an environment waits for, and what is done once it is there. */
  private record Moment(Environment environment, BooleanSupplier reached, Runnable then) {}

  EnvironmentDeletionST(ClusterSystem cluster, CloudSystem cloud, EnvironmentSystem environments) {
    this.cluster = cluster;
    this.cloud = cloud;
    this.environments = environments;
    halfMade = environment("half-made");
    makingBrokers = environment("making-brokers");
    failed = environment("failed");
    heldUp = environment("held-up");
    withImages = environment("with-images");
    withStrangers = environment("with-strangers", WITH_A_ZONE_WITHOUT_EKS);
    account =
        cloud.part(
            Set.of(REGION, WITH_A_ZONE_WITHOUT_EKS),
            all().stream().map(one -> "polyglot-" + one.claimName()).collect(Collectors.toSet()));
  }

  private Environment environment(String name) {
    return environment(name, REGION);
  }

  private Environment environment(String name, String region) {
    return environments.environment(NAMESPACE, name, "{\"region\": \"%s\"}".formatted(region));
  }

  private List<Environment> all() {
    return List.of(halfMade, makingBrokers, failed, heldUp, withImages, withStrangers);
  }

  @BeforeAll
  void deleteEachInItsState() {
    assertThat(account.resources()).as("what is left from before").isEmpty();
    cluster.makeNamespace(NAMESPACE);
    all().forEach(Environment::apply);
    cloud.doom("kafka/" + failed.cloudName());
    cloud.hold("kafka/" + heldUp.cloudName());
    List<Moment> moments = new ArrayList<>(moments());
    Awaitility.await("each is in the state in which it is deleted")
        .atMost(PATIENCE.plus(cloud.scaled(Duration.ofMinutes(60))))
        .untilAsserted(
            () -> {
              for (Moment moment : List.copyOf(moments)) {
                if (moment.reached().getAsBoolean()) {
                  moment.then().run();
                  moments.remove(moment);
                }
              }
              assertThat(moments).extracting(moment -> moment.environment().describe()).isEmpty();
            });
  }

  private List<Moment> moments() {
    return List.of(
        new Moment(halfMade, () -> has(halfMade, "ec2", "nat-gateway"), halfMade::delete),
        // which take 20 seconds to be made here
        new Moment(
            makingBrokers, () -> has(makingBrokers, "kafka", "cluster"), makingBrokers::delete),
        new Moment(failed, this::tellsItsFailure, failed::delete),
        new Moment(heldUp, () -> has(heldUp, "kafka", "cluster"), () -> {}),
        new Moment(withImages, () -> has(withImages, "ecr", "repository"), this::deleteComposite),
        new Moment(withStrangers, () -> withStrangers.isReady(), this::deleteWithStrangers));
  }

  @AfterAll
  void cleanUp() {
    removeStrangers();
    cloud.release("kafka/" + heldUp.cloudName());
    all().stream().filter(one -> !one.isGone()).forEach(Environment::delete);
    all().forEach(one -> one.awaitGone(PATIENCE));
    cluster.removeNamespace(NAMESPACE);
  }

  // ---- the states

  private static boolean has(Environment environment, String service, String type) {
    return count(environment, service, type) > 0;
  }

  private static long count(Environment environment, String service, String type) {
    return environment.inCloud().stream()
        .filter(one -> one.path("service").asText().equals(service))
        .filter(one -> one.path("type").asText().equals(type))
        .count();
  }

  private String brokers(Environment environment) {
    return environments
        .aws(REGION, "kafka", "list-clusters", "--cluster-name-filter", environment.cloudName())
        .at("/ClusterInfoList/0/State")
        .asText();
  }

  private boolean tellsItsFailure() {
    JsonNode now = failed.now();
    return now.at("/status/phase").asText().equals("Failed")
        && Conditions.message(now, "KafkaReady").orElse("").contains("FAILED");
  }

  private void deleteComposite() {
    firstComposite = withImages.compositeUid();
    withImages.deleteComposite();
  }

  private void deleteWithAnImage() {
    environments.aws(
        REGION,
        "ecr",
        "put-image",
        "--repository-name",
        withImages.cloudName() + "/producer",
        "--image-tag",
        "first",
        "--image-manifest",
        """
        {"schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json",
         "config": {"mediaType": "application/vnd.oci.image.config.v1+json", "size": 2,
                    "digest": "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"},
         "layers": []}
        """);
    withImages.delete();
  }

  /** Asks AWS for something in the region of that environment. */
  private JsonNode asStranger(String... arguments) {
    return environments.aws(WITH_A_ZONE_WITHOUT_EKS, arguments);
  }

  private void deleteWithStrangers() {
    makeStrangersProfile();
    JsonNode network = withStrangers.now().at("/status/network");
    strangersGroup =
        asStranger(
                "ec2",
                "create-security-group",
                "--group-name",
                "strangers",
                "--description",
                "made by somebody else",
                "--vpc-id",
                network.path("vpcId").asText())
            .path("GroupId")
            .asText();
    strangersSubnet =
        asStranger(
                "ec2",
                "create-subnet",
                "--cidr-block",
                "10.0.240.0/24", // of the part that is kept free
                "--vpc-id",
                network.path("vpcId").asText())
            .at("/Subnet/SubnetId")
            .asText();
    List<JsonNode> subnets =
        Documents.elements(
            asStranger(
                    "ec2",
                    "describe-subnets",
                    "--filters",
                    "Name=vpc-id,Values=" + network.path("vpcId").asText(),
                    "Name=tag:kubernetes.io/role/elb,Values=1")
                .path("Subnets"));
    zoneIds = subnets.stream().map(subnet -> subnet.path("AvailabilityZoneId").asText()).toList();
    assertThat(subnets).hasSize(3);
    List<String> create =
        new ArrayList<>(
            List.of(
                "elbv2",
                "create-load-balancer",
                "--name",
                "strangers",
                "--security-groups",
                strangersGroup,
                "--subnets"));
    subnets.forEach(subnet -> create.add(subnet.path("SubnetId").asText()));
    strangersBalancer =
        asStranger(create.toArray(String[]::new)).at("/LoadBalancers/0/LoadBalancerArn").asText();
    withStrangers.delete();
  }

  /** In the cluster, with the subnets and the role of the environment's own. */
  private void makeStrangersProfile() {
    JsonNode own = profile(withStrangers.cloudName());
    List<String> create =
        new ArrayList<>(
            List.of(
                "eks",
                "create-fargate-profile",
                "--cluster-name",
                withStrangers.cloudName(),
                "--fargate-profile-name",
                "strangers",
                "--pod-execution-role-arn",
                own.path("podExecutionRoleArn").asText(),
                "--selectors",
                "namespace=strangers",
                "--subnets"));
    Documents.elements(own.path("subnets")).forEach(subnet -> create.add(subnet.asText()));
    asStranger(create.toArray(String[]::new));
    strangersProfile = true;
    // no other profile is deleted while one is being made
    Awaitility.await("the strangers' profile is active")
        .atMost(PATIENCE.plus(cloud.scaled(Duration.ofMinutes(5))))
        .until(() -> profile("strangers").path("status").asText().equals("ACTIVE"));
  }

  private JsonNode profile(String name) {
    return asStranger(
            "eks",
            "describe-fargate-profile",
            "--cluster-name",
            withStrangers.cloudName(),
            "--fargate-profile-name",
            name)
        .path("fargateProfile");
  }

  private void removeStrangersProfile() {
    if (strangersProfile) {
      asStranger(
          "eks",
          "delete-fargate-profile",
          "--cluster-name",
          withStrangers.cloudName(),
          "--fargate-profile-name",
          "strangers");
      strangersProfile = false;
    }
  }

  private void removeStrangers() {
    removeStrangersProfile();
    if (!strangersBalancer.isEmpty()) {
      asStranger("elbv2", "delete-load-balancer", "--load-balancer-arn", strangersBalancer);
      strangersBalancer = "";
      asStranger("ec2", "delete-subnet", "--subnet-id", strangersSubnet);
      Awaitility.await("the load balancer's interfaces are gone")
          .atMost(PATIENCE)
          .ignoreExceptionsMatching(e -> e instanceof AssertionError)
          .until(
              () -> {
                asStranger("ec2", "delete-security-group", "--group-id", strangersGroup);
                return true;
              });
    }
  }

  // ---- the ends

  @Test
  @Order(1)
  void isMadeAgainAfterItsCompositeWasDeletedByForce() {
    assertThat(firstComposite).isNotEmpty();
    Awaitility.await("it has a composite again, and that has a network and a repository")
        .atMost(PATIENCE.plus(cloud.scaled(Duration.ofMinutes(30))))
        .until(
            () ->
                !Set.of("", firstComposite).contains(withImages.compositeUid())
                    && has(withImages, "ec2", "subnet")
                    && has(withImages, "ecr", "repository"));

    assertThat(count(withImages, "ec2", "vpc")).isEqualTo(1);
    assertThat(withImages.now().at("/spec/resourceRef/name").asText()).isEqualTo(withImages.name());
    deleteWithAnImage();
  }

  @Test
  @Order(2)
  void endsWhileTheNetworkIsHalfMade() {
    endsWithoutATrace(halfMade);
  }

  @Test
  @Order(3)
  void endsWhileTheBrokersAreBeingMade() {
    endsWithoutATrace(makingBrokers);
  }

  @Test
  @Order(4)
  void endsAfterTheBrokersFailed() {
    endsWithoutATrace(failed);
  }

  @Test
  @Order(5)
  void endsWithImagesInARepository() {
    endsWithoutATrace(withImages);
  }

  @Test
  @Order(6)
  void stoodInZonesThatTakeAClusterInEveryAccount() {
    assertThat(zoneIds).containsExactlyInAnyOrder("use1-az1", "use1-az2", "use1-az4");
  }

  /** The provider, which is kept from looking, would make others. */
  @Test
  @Order(7)
  void hasWrittenDownAgainWhatItsProviderForgot() {
    Map<String, String> names = heldUp.externalNames();
    List<String> forgotten = List.of("network-nat-a", "network-vpc", "kafka-security-group");
    List<JsonNode> resources =
        heldUp.managed().stream()
            .filter(
                resource ->
                    forgotten.stream().anyMatch(resource.at("/metadata/name").asText()::endsWith))
            .toList();
    assertThat(resources).hasSize(forgotten.size());
    assertThat(names).containsKeys(forgotten.toArray(String[]::new));
    resources.forEach(
        resource ->
            environments.annotate(
                resource, "crossplane.io/paused=true", "crossplane.io/external-name-"));

    try {
      Awaitility.await("all names are there again")
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(heldUp.externalNames()).isEqualTo(names));
    } finally {
      resources.forEach(resource -> environments.annotate(resource, "crossplane.io/paused-"));
    }
  }

  @Test
  @Order(8)
  void namesTheFargateProfileThatSomebodyElseMadeInItsCluster() {
    awaitDeletionToSay(
        withStrangers,
        "Blocked",
        "Cluster has Fargate Profiles",
        "holds what is not of this environment: Fargate profile strangers.");

    removeStrangersProfile();
  }

  /** Held up until no other test minds. */
  @Test
  @Order(9)
  @ResourceLock(Undisturbed.PROVIDERS)
  void goesOnAfterCrossplaneAndItsProvidersWereStartedAnew() {
    assertThat(withStrangers.isGone()).isFalse();

    cluster.restart("crossplane-system", "app=crossplane");
    cluster.restart("crossplane-system", "pkg.crossplane.io/provider");

    assertThat(withStrangers.now().at("/metadata/deletionTimestamp").asText()).isNotEmpty();
  }

  /** The provider that asked for the brokers is no more, and AWS deletes none that it makes. */
  @Test
  @Order(10)
  void waitsForBrokersThatWereBeingMadeWhenTheProviderWasStartedAnew() {
    assertThat(brokers(heldUp)).isEqualTo("CREATING");

    heldUp.delete();

    awaitDeletionToSay(heldUp, "Waiting", "AWS says for now", "CREATING state");

    cloud.release("kafka/" + heldUp.cloudName());

    endsWithoutATrace(heldUp);
  }

  @Test
  @Order(11)
  void namesWhatSomebodyElseMadeInItsNetworkAndEndsOnceThatIsGone() {
    awaitDeletionToSay(
        withStrangers,
        "Blocked",
        "load balancer strangers",
        strangersGroup,
        "subnet " + strangersSubnet);
    assertThat(withStrangers.now().at("/status/phase").asText()).isEqualTo("Deleting");

    removeStrangers();

    endsWithoutATrace(withStrangers);
  }

  @Test
  @Order(12)
  void leavesItsRegionsAsTheyWere() {
    assertThat(environments.leftovers(NAMESPACE)).isEmpty();
    assertThat(account.resources()).isEmpty();
  }

  private void awaitDeletionToSay(Environment environment, String reason, String... parts) {
    Awaitility.await("its deletion is " + reason + " and says why")
        .atMost(PATIENCE.plus(cloud.scaled(Duration.ofMinutes(60))))
        .untilAsserted(
            () ->
                assertThat(Conditions.message(environment.now(), "Deletion").orElse(""))
                    .as(environment.describe())
                    .contains(parts));
    assertThat(Conditions.reason(environment.now(), "Deletion")).isEqualTo(reason);
  }

  private void endsWithoutATrace(Environment environment) {
    environment.awaitGone(PATIENCE.plus(cloud.scaled(Duration.ofMinutes(90))));

    assertThat(environment.managed()).isEmpty();
    assertThat(environment.inCloud()).isEmpty();
  }
}
