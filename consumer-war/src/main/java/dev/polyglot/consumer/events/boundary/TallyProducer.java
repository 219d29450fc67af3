package dev.polyglot.consumer.events.boundary;

import dev.polyglot.consumer.events.control.Tally;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Gives the listener that counts and the health checks that show it the same tally. */
@ApplicationScoped
class TallyProducer {

  @Produces
  @Singleton
  Tally tally() {
    return new Tally();
  }
}
