package dev.polyglot.producer.settings;

import dev.polyglot.kafka.settings.HttpSettings;
import dev.polyglot.kafka.settings.KafkaSettings;
import dev.polyglot.kafka.settings.Settings;
import dev.polyglot.kafka.settings.StartCheck;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.spi.BeforeBeanDiscovery;
import jakarta.enterprise.inject.spi.Extension;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.function.Consumer;
import org.eclipse.microprofile.config.Config;

/** Checks every setting before the first bean exists, so that no channel opens on a wrong one. */
public class ProducerStart implements Extension {

  /** Reads each group of settings; what is wrong is an exception. */
  static final List<Consumer<Settings>> SETTINGS =
      List.of(HttpSettings::check, KafkaSettings::from, ProducerSettings::from);

  void check(@Observes BeforeBeanDiscovery event) {
    StartCheck.require("producer", SETTINGS);
  }

  /** Lets a bean inject the settings instead of reading them. */
  @ApplicationScoped
  static class SettingsProducer {

    @Produces
    @Singleton
    ProducerSettings producerSettings(Config config) {
      return ProducerSettings.from(Settings.of(config));
    }
  }
}
