package dev.polyglot.kafka.settings;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** How a client proves who it is and keeps others from reading along: {@code KAFKA_SECURITY}. */
public enum KafkaSecurity {
  /** Neither encrypted nor authenticated: a broker on this machine, never one on AWS. */
  PLAINTEXT("PLAINTEXT"),
  /** Encrypted; the broker proves itself, the client does not. MSK port 9094. */
  TLS("SSL"),
  /** Encrypted; both prove themselves by certificate. MSK port 9094. */
  MTLS("SSL"),
  /** Encrypted; the client signs with its AWS identity. MSK port 9098. */
  IAM("SASL_SSL");

  private final String protocol;

  KafkaSecurity(String protocol) {
    this.protocol = protocol;
  }

  /** The value of Kafka's {@code security.protocol}. */
  public String protocol() {
    return protocol;
  }

  /**
   * Reads the setting.
   *
   * @param settings where {@code KAFKA_SECURITY} is looked up; {@code plaintext} if it is not set
   * @throws InvalidSettingException if the value is none of these, in lower case
   */
  static KafkaSecurity from(Settings settings) {
    String value = settings.text("KAFKA_SECURITY").orElse("plaintext");
    return Arrays.stream(values())
        .filter(security -> security.setting().equals(value))
        .findFirst()
        .orElseThrow(() -> new InvalidSettingException("KAFKA_SECURITY", value, allowed()));
  }

  private String setting() {
    return name().toLowerCase(Locale.ROOT);
  }

  private static String allowed() {
    return Arrays.stream(values()).map(KafkaSecurity::setting).collect(Collectors.joining(", "));
  }
}
