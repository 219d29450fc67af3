package dev.polyglot.kafka.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KafkaSettingsTest {

  private static final String CERTIFICATE = pem("CERTIFICATE");
  private static final String KEY = pem("PRIVATE KEY");

  @TempDir Path files;

  private final Map<String, String> environment = new HashMap<>();

  @BeforeEach
  void setWhatIsRequired() {
    environment.put("BROKERS", "b-1.example:9098,b-2.example:9098");
    environment.put("CLIENT_ID", "producer-1");
  }

  @Test
  void isPlaintextUnlessToldOtherwise() {
    assertThat(read().clientProperties())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "bootstrap.servers", "b-1.example:9098,b-2.example:9098",
                "bootstrap.resolve.timeout.ms", "86400000",
                "security.protocol", "PLAINTEXT"));
  }

  @Test
  void readsNoFileForPlaintext() {
    environment.put("KAFKA_SECURITY", "plaintext");
    environment.put("KAFKA_CA_FILE", files.resolve("missing.pem").toString());
    assertThat(read().clientProperties())
        .containsOnlyKeys("bootstrap.servers", "bootstrap.resolve.timeout.ms", "security.protocol")
        .containsEntry("security.protocol", "PLAINTEXT");
  }

  @Test
  void trustsWhatTheJvmTrustsForTlsWithoutACaFile() {
    environment.put("KAFKA_SECURITY", "tls");
    assertThat(read().clientProperties())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "bootstrap.servers", "b-1.example:9098,b-2.example:9098",
                "bootstrap.resolve.timeout.ms", "86400000",
                "security.protocol", "SSL"));
  }

  @Test
  void trustsTheCaFileForTls() throws IOException {
    environment.put("KAFKA_SECURITY", "tls");
    environment.put("KAFKA_CA_FILE", file("ca.pem", CERTIFICATE));
    environment.put("KAFKA_CERTIFICATE_FILE", file("tls.crt", CERTIFICATE));
    environment.put("KAFKA_KEY_FILE", file("tls.key", KEY));
    assertThat(read().clientProperties())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "bootstrap.servers", "b-1.example:9098,b-2.example:9098",
                "bootstrap.resolve.timeout.ms", "86400000",
                "security.protocol", "SSL",
                "ssl.truststore.type", "PEM",
                "ssl.truststore.certificates", CERTIFICATE));
  }

  @Test
  void showsItsOwnCertificateForMtls() throws IOException {
    setMtls();
    environment.put("KAFKA_CA_FILE", file("ca.pem", "a comment\n" + CERTIFICATE));
    assertThat(read().clientProperties())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "bootstrap.servers", "b-1.example:9098,b-2.example:9098",
                "bootstrap.resolve.timeout.ms", "86400000",
                "security.protocol", "SSL",
                "ssl.truststore.type", "PEM",
                "ssl.truststore.certificates", "a comment\n" + CERTIFICATE,
                "ssl.keystore.type", "PEM",
                "ssl.keystore.certificate.chain", CERTIFICATE,
                "ssl.keystore.key", KEY));
  }

  @Test
  void signsWithTheAwsIdentityForIam() {
    environment.put("KAFKA_SECURITY", "iam");
    assertThat(read().clientProperties())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "bootstrap.servers", "b-1.example:9098,b-2.example:9098",
                "bootstrap.resolve.timeout.ms", "86400000",
                "security.protocol", "SASL_SSL",
                "sasl.mechanism", "AWS_MSK_IAM",
                "sasl.jaas.config", "software.amazon.msk.auth.iam.IAMLoginModule required;",
                "sasl.client.callback.handler.class",
                    "software.amazon.msk.auth.iam.IAMClientCallbackHandler",
                "reconnect.backoff.ms", "1000",
                "reconnect.backoff.max.ms", "10000"));
  }

  @Test
  void trustsTheCaFileForIamToo() throws IOException {
    environment.put("KAFKA_SECURITY", "iam");
    environment.put("KAFKA_CA_FILE", file("ca.pem", CERTIFICATE));
    assertThat(read().clientProperties())
        .containsEntry("ssl.truststore.type", "PEM")
        .containsEntry("ssl.truststore.certificates", CERTIFICATE)
        .containsEntry("sasl.mechanism", "AWS_MSK_IAM");
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLS", "ssl", "scram"})
  void refusesASecurityItDoesNotKnow(String security) {
    environment.put("KAFKA_SECURITY", security);
    assertThatExceptionOfType(InvalidSettingException.class)
        .isThrownBy(this::read)
        .withMessage("KAFKA_SECURITY is '%s'; allowed: plaintext, tls, mtls, iam", security);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost:1",
        "localhost:65535",
        "10.0.0.1:9092",
        "b_1.example-2.com:9094",
        "[::1]:9092",
        "[::1]:9092,[2001:db8::A]:9092,broker:9092"
      })
  void takesWellFormedBrokers(String brokers) {
    environment.put("BROKERS", brokers);
    assertThat(read().brokers()).isEqualTo(brokers);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "localhost:",
        ":9092",
        "localhost:port",
        "localhost:0",
        "localhost:65536",
        "localhost:99999",
        "localhost:909200",
        "localhost:9092,",
        ",localhost:9092",
        "a:1,,b:2",
        "a:1, b:2",
        "a:1;b:2",
        "::1:9092",
        "PLAINTEXT://localhost:9092"
      })
  void refusesMalformedBrokers(String brokers) {
    environment.put("BROKERS", brokers);
    assertThatExceptionOfType(InvalidSettingException.class)
        .isThrownBy(this::read)
        .withMessage(
            "BROKERS is '%s'; allowed: host:port pairs with commas between, no blanks", brokers);
  }

  @ParameterizedTest
  @ValueSource(strings = {"BROKERS", "CLIENT_ID"})
  void namesTheRequiredSettingThatIsMissing(String name) {
    environment.remove(name);
    assertThatExceptionOfType(InvalidSettingException.class)
        .isThrownBy(this::read)
        .withMessageStartingWith("%s is not set; allowed: ", name);
  }

  @Test
  void takesAClientIdOf200Characters() {
    environment.put("CLIENT_ID", "c".repeat(200));
    assertThat(read().clientId()).hasSize(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b", "a/b", "é"})
  void refusesAClientIdWithOtherCharacters(String clientId) {
    environment.put("CLIENT_ID", clientId);
    assertThatExceptionOfType(InvalidSettingException.class)
        .isThrownBy(this::read)
        .withMessage("CLIENT_ID is '%s'; allowed: 1 to 200 of a-z A-Z 0-9 . _ -", clientId);
  }

  @Test
  void refusesAClientIdOf201Characters() {
    environment.put("CLIENT_ID", "c".repeat(201));
    assertThatExceptionOfType(InvalidSettingException.class).isThrownBy(this::read);
  }

  @ParameterizedTest
  @ValueSource(strings = {"KAFKA_CERTIFICATE_FILE", "KAFKA_KEY_FILE"})
  void requiresBothFilesForMtls(String name) throws IOException {
    setMtls();
    environment.remove(name);
    assertThatExceptionOfType(InvalidSettingException.class)
        .isThrownBy(this::read)
        .withMessage(
            "%s is not set; allowed: the path of a PEM file, since KAFKA_SECURITY is mtls", name);
  }

  @Test
  void namesTheFileThatIsMissing() throws IOException {
    setMtls();
    refusesCertificate(files.resolve("missing.pem").toString());
  }

  @Test
  void namesThePathThatIsADirectory() throws IOException {
    setMtls();
    refusesCertificate(files.toString());
  }

  @Test
  void namesTheFileThatIsNoText() throws IOException {
    setMtls();
    Path der = Files.write(files.resolve("tls.der"), new byte[] {0x30, (byte) 0x82, (byte) 0xff});
    refusesCertificate(der.toString());
  }

  @Test
  void namesThePathThatNoFileSystemTakes() throws IOException {
    setMtls();
    refusesCertificate("tls\0.crt");
  }

  @Test
  void namesTheCertificateFileThatHoldsAKey() throws IOException {
    setMtls();
    refusesCertificate(file("swapped.pem", KEY));
  }

  @ParameterizedTest
  @ValueSource(strings = {"RSA PRIVATE KEY", "EC PRIVATE KEY", "ENCRYPTED PRIVATE KEY"})
  void namesTheKeyFileOfAKindThatKafkaDoesNotTake(String label) throws IOException {
    setMtls();
    String path = file("other.key", pem(label));
    environment.put("KAFKA_KEY_FILE", path);
    assertThatExceptionOfType(InvalidSettingException.class)
        .isThrownBy(this::read)
        .withMessage(
            "KAFKA_KEY_FILE is '%s'; allowed: a readable PEM file with a '-----BEGIN PRIVATE KEY-----' block",
            path);
  }

  @Test
  void namesTheCaFileThatIsMissing() {
    environment.put("KAFKA_SECURITY", "tls");
    String path = files.resolve("missing.pem").toString();
    environment.put("KAFKA_CA_FILE", path);
    assertThatExceptionOfType(InvalidSettingException.class)
        .isThrownBy(this::read)
        .withMessage(
            "KAFKA_CA_FILE is '%s'; allowed: a readable PEM file with a '-----BEGIN CERTIFICATE-----' block",
            path);
  }

  @Test
  void neverShowsAKeyThatStandsWhereItsPathShould() throws IOException {
    setMtls();
    environment.put("KAFKA_KEY_FILE", "-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n");
    assertThatExceptionOfType(InvalidSettingException.class)
        .isThrownBy(this::read)
        .withMessage(
            "KAFKA_KEY_FILE is '(a PEM text)'; allowed: the path of a file that holds such a text");
  }

  @Test
  void neverShowsTheKey() throws IOException {
    setMtls();
    KafkaSettings settings = read();
    assertThat(settings.tls()).containsEntry("ssl.keystore.key", KEY);
    assertThat(settings)
        .hasToString(
            "KafkaSettings[brokers=b-1.example:9098,b-2.example:9098, clientId=producer-1, security=MTLS]");
  }

  @Test
  void staysAsItWasMade() {
    Map<String, String> tls = new HashMap<>(Map.of("ssl.truststore.type", "PEM"));
    KafkaSettings settings = new KafkaSettings("localhost:9094", "c", KafkaSecurity.TLS, tls);
    tls.put("ssl.truststore.type", "JKS");
    settings.clientProperties().put("security.protocol", "PLAINTEXT");
    assertThat(settings.clientProperties())
        .containsEntry("ssl.truststore.type", "PEM")
        .containsEntry("security.protocol", "SSL");
  }

  private void refusesCertificate(String path) {
    environment.put("KAFKA_CERTIFICATE_FILE", path);
    assertThatExceptionOfType(InvalidSettingException.class)
        .isThrownBy(this::read)
        .withMessage(
            "KAFKA_CERTIFICATE_FILE is '%s'; allowed: a readable PEM file with a '-----BEGIN CERTIFICATE-----' block",
            path);
  }

  private void setMtls() throws IOException {
    environment.put("KAFKA_SECURITY", "mtls");
    environment.put("KAFKA_CERTIFICATE_FILE", file("tls.crt", CERTIFICATE));
    environment.put("KAFKA_KEY_FILE", file("tls.key", KEY));
  }

  private String file(String name, String text) throws IOException {
    return Files.writeString(files.resolve(name), text, StandardCharsets.UTF_8).toString();
  }

  private static String pem(String label) {
    return "-----BEGIN %s-----\nbm90IGEgcmVhbCBvbmU=\n-----END %s-----\n".formatted(label, label);
  }

  private KafkaSettings read() {
    return KafkaSettings.from(new Settings(name -> Optional.ofNullable(environment.get(name))));
  }
}
