package dev.polyglot.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyglot.local.broker.EmbeddedBroker;
import dev.polyglot.local.run.TemporaryFolder;
import dev.polyglot.local.system.CertificateAuthority;
import dev.polyglot.local.system.CertificateAuthority.Identity;
import dev.polyglot.local.system.ConsumerSystem;
import dev.polyglot.local.system.IamVerifier;
import dev.polyglot.local.system.OwnSystem;
import dev.polyglot.local.system.ProducerSystem;
import dev.polyglot.local.system.ServiceSystem;
import java.nio.file.Path;
import java.security.Provider;
import java.security.Security;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** One broker with the listeners that MSK offers, and services that differ in settings only. */
@OwnSystem
class SecureConnectionIT {

  private static final CertificateAuthority AUTHORITY = new CertificateAuthority("polyglot-test");
  private static final Provider IAM = IamVerifier.provider();
  private static final int TLS_PORT = EmbeddedBroker.freePort();
  private static final int MTLS_PORT = EmbeddedBroker.freePort();
  private static final int IAM_PORT = EmbeddedBroker.freePort();

  private static TemporaryFolder folder;
  private static String authority;
  private static EmbeddedBroker broker;

  @BeforeAll
  static void startBroker() {
    Security.addProvider(IAM);
    folder = TemporaryFolder.create("polyglot-test-tls");
    authority = CertificateAuthority.write(folder.path(), "authority.crt", AUTHORITY.certificate());
    broker =
        EmbeddedBroker.start(
            EmbeddedBroker.freePort(), folder.path().resolve("kafka"), listeners());
    broker.declareTopics("events");
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
    folder.close();
    Security.removeProvider(IAM.getName());
  }

  private static Map<String, String> listeners() {
    String addresses =
        "TLS://127.0.0.1:%d,MTLS://127.0.0.1:%d,IAM://127.0.0.1:%d"
            .formatted(TLS_PORT, MTLS_PORT, IAM_PORT);
    Identity identity = AUTHORITY.issue("broker");
    Map<String, String> properties = new HashMap<>();
    properties.put("listeners", addresses);
    properties.put("advertised.listeners", addresses);
    properties.put("listener.security.protocol.map", "TLS:SSL,MTLS:SSL,IAM:SASL_SSL");
    properties.put("ssl.keystore.type", "PEM");
    properties.put("ssl.keystore.certificate.chain", identity.certificate());
    properties.put("ssl.keystore.key", identity.key());
    properties.put("ssl.truststore.type", "PEM");
    properties.put("ssl.truststore.certificates", AUTHORITY.certificate());
    properties.put("listener.name.mtls.ssl.client.auth", "required");
    properties.put("listener.name.iam.sasl.enabled.mechanisms", IamVerifier.MECHANISM);
    properties.put(
        "listener.name.iam.aws_msk_iam.sasl.jaas.config",
        IamVerifier.NoLogin.class.getName() + " required;");
    return properties;
  }

  @Test
  void anEventTravelsOverMutualTls() {
    Path files = folder.path();
    try (ProducerSystem producer =
            new ProducerSystem(
                "127.0.0.1:" + MTLS_PORT,
                AUTHORITY.mutualTls(files, "producer", AUTHORITY.certificate()));
        ConsumerSystem consumer =
            new ConsumerSystem(
                "127.0.0.1:" + MTLS_PORT,
                AUTHORITY.mutualTls(files, "consumer", AUTHORITY.certificate()))) {
      producer.awaitReady();
      consumer.awaitReady();

      consumer.awaitEvent(producer.posted("over mutual TLS"));
    }
  }

  @Test
  void aCertificateOfAnotherAuthorityIsRefusedAndReadinessSaysSo() {
    CertificateAuthority stranger = new CertificateAuthority("stranger");
    Map<String, String> settings =
        stranger.mutualTls(folder.path(), "stranger", AUTHORITY.certificate());
    try (ProducerSystem producer = new ProducerSystem("127.0.0.1:" + MTLS_PORT, settings)) {
      producer.awaitLive();

      assertThat(producer.post("refused").statusCode()).isEqualTo(503);
      awaitProblem(producer, "SslAuthenticationException");
    }
  }

  @Test
  void anEventIsTakenOverTls() {
    Map<String, String> settings = Map.of("KAFKA_SECURITY", "tls", "KAFKA_CA_FILE", authority);
    try (ProducerSystem producer = new ProducerSystem("127.0.0.1:" + TLS_PORT, settings)) {
      producer.awaitReady();

      assertThat(producer.post("over TLS").statusCode()).isEqualTo(201);
    }
  }

  @Test
  void anEventTravelsWithAnAwsIdentity() {
    Map<String, String> settings = iam(IamVerifier.SECRET_KEY);
    try (ProducerSystem producer = new ProducerSystem("127.0.0.1:" + IAM_PORT, settings);
        ConsumerSystem consumer = new ConsumerSystem("127.0.0.1:" + IAM_PORT, settings)) {
      producer.awaitReady();
      consumer.awaitReady();

      consumer.awaitEvent(producer.posted("with an AWS identity"));
    }
  }

  @Test
  void anAwsIdentityWithAWrongSecretIsRefused() {
    try (ProducerSystem producer =
        new ProducerSystem("127.0.0.1:" + IAM_PORT, iam("a wrong secret"))) {
      producer.awaitLive();

      assertThat(producer.post("refused").statusCode()).isEqualTo(503);
      awaitProblem(producer, "SaslAuthenticationException");
    }
  }

  private static void awaitProblem(ServiceSystem service, String text) {
    Awaitility.await("readiness says " + text)
        .atMost(Duration.ofSeconds(60))
        .until(
            () ->
                ServiceSystem.check(service.get("/health/ready"), "kafka")
                    .at("/data/problem")
                    .asText()
                    .contains(text));
  }

  private static Map<String, String> iam(String secret) {
    return Map.of(
        "KAFKA_SECURITY",
        "iam",
        "KAFKA_CA_FILE",
        authority,
        // The consumer of another test reads the same topic.
        "GROUP_ID",
        "consumer-iam",
        "AWS_ACCESS_KEY_ID",
        IamVerifier.ACCESS_KEY,
        "AWS_SECRET_ACCESS_KEY",
        secret,
        "AWS_REGION",
        IamVerifier.REGION);
  }
}
