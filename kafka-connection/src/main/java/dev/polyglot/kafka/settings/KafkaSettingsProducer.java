package dev.polyglot.kafka.settings;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.Config;

/** Lets a bean inject the settings instead of reading them. */
@ApplicationScoped
class KafkaSettingsProducer {

  @Produces
  @Singleton
  KafkaSettings kafkaSettings(Config config) {
    return KafkaSettings.from(Settings.of(config));
  }
}
