package dev.polyglot.kafka.settings;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Where the brokers are and how to talk to them, read once and complete: what a channel, or any
 * other Kafka client of this service, needs to connect.
 *
 * @param brokers host and port pairs, as in Kafka's {@code bootstrap.servers}
 * @param clientId the name of this replica in the brokers' logs and metrics; replicas differ
 * @param security how the connection is protected
 * @param tls the PEM properties of the connection; empty where the JVM's own trust is enough
 */
public record KafkaSettings(
    String brokers, String clientId, KafkaSecurity security, Map<String, String> tls) {

  /** A name, an IPv4 address or an IPv6 address in brackets, then a port from 1 to 65535. */
  private static final String BROKER =
      "(?:[\\w.-]+|\\[[0-9a-fA-F:]+])"
          + ":(?:[1-9]\\d{0,3}|[1-5]\\d{4}|6[0-4]\\d{3}|65[0-4]\\d{2}|655[0-2]\\d|6553[0-5])";

  private static final Pattern BROKERS = Pattern.compile(BROKER + "(?:," + BROKER + ")*");
  private static final Pattern CLIENT_ID = Pattern.compile("[a-zA-Z0-9._-]{1,200}");

  /** Keeps the PEM properties from changing. */
  public KafkaSettings {
    tls = Map.copyOf(tls);
  }

  /**
   * Reads {@code BROKERS}, {@code CLIENT_ID}, {@code KAFKA_SECURITY} and, where the security asks
   * for them, {@code KAFKA_CA_FILE}, {@code KAFKA_CERTIFICATE_FILE} and {@code KAFKA_KEY_FILE}.
   *
   * @param settings where to look
   * @throws InvalidSettingException if one is missing or malformed, or a file cannot be used
   */
  public static KafkaSettings from(Settings settings) {
    String brokers =
        settings.matching("BROKERS", BROKERS, "host:port pairs with commas between, no blanks");
    String clientId = settings.matching("CLIENT_ID", CLIENT_ID, "1 to 200 of a-z A-Z 0-9 . _ -");
    KafkaSecurity security = KafkaSecurity.from(settings);
    return new KafkaSettings(brokers, clientId, security, tls(settings, security));
  }

  private static Map<String, String> tls(Settings settings, KafkaSecurity security) {
    Map<String, String> tls = new HashMap<>();
    if (security == KafkaSecurity.PLAINTEXT) {
      return tls;
    }
    settings
        .text("KAFKA_CA_FILE")
        .ifPresent(
            path -> {
              tls.put("ssl.truststore.type", "PEM");
              tls.put(
                  "ssl.truststore.certificates",
                  PemFile.read("KAFKA_CA_FILE", path, "CERTIFICATE"));
            });
    if (security == KafkaSecurity.MTLS) {
      tls.put("ssl.keystore.type", "PEM");
      tls.put(
          "ssl.keystore.certificate.chain",
          required(settings, "KAFKA_CERTIFICATE_FILE", "CERTIFICATE"));
      tls.put("ssl.keystore.key", required(settings, "KAFKA_KEY_FILE", "PRIVATE KEY"));
    }
    return tls;
  }

  private static String required(Settings settings, String name, String label) {
    String path =
        settings
            .text(name)
            .orElseThrow(
                () ->
                    new InvalidSettingException(
                        name, null, "the path of a PEM file, since KAFKA_SECURITY is mtls"));
    return PemFile.read(name, path, label);
  }

  /**
   * Gives the properties that every Kafka client of this service starts from.
   *
   * <p>Security and brokers only: what a consumer, a producer or an admin client is for, its owner
   * adds.
   *
   * @return Kafka client property names and values
   */
  public Map<String, String> clientProperties() {
    Map<String, String> properties = new HashMap<>(tls);
    properties.put("bootstrap.servers", brokers);
    properties.put("security.protocol", security.protocol());
    // A name that does not resolve yet is one more way for the brokers to be away: the client goes
    // on asking for a day, instead of not being made.
    properties.put("bootstrap.resolve.timeout.ms", "86400000");
    if (security == KafkaSecurity.IAM) {
      properties.put("sasl.mechanism", "AWS_MSK_IAM");
      properties.put("sasl.jaas.config", "software.amazon.msk.auth.iam.IAMLoginModule required;");
      properties.put(
          "sasl.client.callback.handler.class",
          "software.amazon.msk.auth.iam.IAMClientCallbackHandler");
      // MSK limits new IAM connections per second; a faster retry only earns more refusals.
      properties.put("reconnect.backoff.ms", "1000");
      properties.put("reconnect.backoff.max.ms", "10000");
    }
    return properties;
  }

  /** Leaves out the PEM properties: one of them is a private key. */
  @Override
  public String toString() {
    return "KafkaSettings[brokers=%s, clientId=%s, security=%s]"
        .formatted(brokers, clientId, security);
  }
}
