package dev.polyglot.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyglot.local.run.TemporaryFolder;
import dev.polyglot.local.system.BrokerSystem;
import dev.polyglot.local.system.ConsumerSystem;
import dev.polyglot.local.system.OwnSystem;
import dev.polyglot.local.system.ServiceSystem;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

@OwnSystem
class StreamDeathIT {

  private static final Map<String, String> WITH_ACLS =
      Map.of(
          "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
          "allow.everyone.if.no.acl.found", "true");

  @Test
  void tellsAStreamThatDiedFromABrokerThatIsAway() throws Exception {
    try (TemporaryFolder data = TemporaryFolder.create("polyglot-test-acls");
        BrokerSystem broker = BrokerSystem.start(data.path(), WITH_ACLS);
        ConsumerSystem consumer = new ConsumerSystem(broker.bootstrapServers(), Map.of())) {
      consumer.awaitReady();

      denyTheGroup(broker);

      HttpResponse<String> answer =
          Awaitility.await("readiness sees that the stream died")
              .atMost(Duration.ofSeconds(60))
              .until(() -> consumer.get("/health/ready"), ready -> ready.statusCode() == 503);
      assertThat(ServiceSystem.checkStatus(answer, "kafka")).isEqualTo("UP");
      assertThat(ServiceSystem.checkStatus(answer, "channel events")).isEqualTo("DOWN");
      assertThat(ServiceSystem.check(answer, "channel events").at("/data/problem").asText())
          .contains("the stream died")
          .contains("GroupAuthorizationException");
      assertThat(consumer.get("/health/live").statusCode()).isEqualTo(200);
    }
  }

  private static void denyTheGroup(BrokerSystem broker)
      throws ExecutionException, InterruptedException {
    AclBinding deny =
        new AclBinding(
            new ResourcePattern(ResourceType.GROUP, "consumer", PatternType.LITERAL),
            new AccessControlEntry(
                "User:ANONYMOUS", "*", AclOperation.READ, AclPermissionType.DENY));
    broker.admin().createAcls(List.of(deny)).all().get();
  }
}
