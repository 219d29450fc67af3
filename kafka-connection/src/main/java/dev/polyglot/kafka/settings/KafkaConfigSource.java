package dev.polyglot.kafka.settings;

import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.ConfigProvider;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * Gives every channel of liberty-kafka its connection from the few settings in {@link
 * KafkaSettings}, so that TLS or IAM is a matter of configuration alone.
 *
 * <p>It answers for {@code mp.messaging.connector.liberty-kafka.*} only. Where the settings are not
 * valid it answers nothing: {@link StartCheck} reports them.
 */
public final class KafkaConfigSource implements ConfigSource {

  private static final String CONNECTOR = "mp.messaging.connector.liberty-kafka.";

  /**
   * Above the packaged defaults (100), below the environment (300): an operator has the last word.
   */
  private static final int ORDINAL = 200;

  /**
   * Set while this thread asks the configuration. A configuration asks its sources for their names
   * while it is being built, and a question to it then builds another, with a source of its own:
   * that one must know, so the mark belongs to the class.
   */
  private static final ThreadLocal<Boolean> ASKING = ThreadLocal.withInitial(() -> false);

  @Override
  public String getName() {
    return "Kafka connection";
  }

  @Override
  public int getOrdinal() {
    return ORDINAL;
  }

  @Override
  public Set<String> getPropertyNames() {
    return getProperties().keySet();
  }

  @Override
  public String getValue(String name) {
    return name.startsWith(CONNECTOR) ? getProperties().get(name) : null;
  }

  @Override
  public Map<String, String> getProperties() {
    if (ASKING.get()) {
      return Map.of();
    }
    ASKING.set(true);
    try {
      return KafkaSettings.from(Settings.of(ConfigProvider.getConfig()))
          .clientProperties()
          .entrySet()
          .stream()
          .collect(Collectors.toMap(entry -> CONNECTOR + entry.getKey(), Map.Entry::getValue));
    } catch (InvalidSettingException e) {
      return Map.of();
    } finally {
      ASKING.remove();
    }
  }
}
