package dev.polyglot.kafka.health;

import dev.polyglot.kafka.settings.KafkaSettings;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;

/** The one admin client of the application; closed with it. */
@ApplicationScoped
public class SharedAdmin {

  /** How long a question to the brokers may take before it counts as unanswered. */
  static final Duration ANSWER_TIME = Duration.ofSeconds(5);

  private Admin admin;

  /** For the container's proxy. */
  protected SharedAdmin() {}

  /**
   * Makes the client; it connects when it is first asked.
   *
   * @param settings how to reach the brokers
   */
  @Inject
  public SharedAdmin(KafkaSettings settings) {
    Map<String, Object> properties = new HashMap<>(settings.clientProperties());
    properties.put(AdminClientConfig.CLIENT_ID_CONFIG, settings.clientId() + "-health");
    properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) ANSWER_TIME.toMillis());
    properties.put(
        AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) ANSWER_TIME.toMillis() - 1000);
    admin = Admin.create(properties);
  }

  /** The client, safe for use by several threads; not to be closed by its user. */
  public Admin admin() {
    return admin;
  }

  @PreDestroy
  void close() {
    admin.close(Duration.ofSeconds(2));
  }
}
