package dev.polyglot.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyglot.local.system.ConsumerSystem;
import dev.polyglot.local.system.IdleConnection;
import dev.polyglot.local.system.ProducerSystem;
import dev.polyglot.local.system.RunningSystem;
import java.time.Duration;
import java.time.Instant;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** It mostly waits, so it does so first and while the other suites run. */
@Order(1)
@ExtendWith(RunningSystem.class)
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock(value = RunningSystem.CONSUMER, mode = ResourceAccessMode.READ)
class KeepAliveIT {

  /** The default of AWS's load balancers for an idle connection. */
  private static final Duration LOAD_BALANCER = Duration.ofSeconds(60);

  private final ProducerSystem producer;
  private final ConsumerSystem consumer;

  KeepAliveIT(ProducerSystem producer, ConsumerSystem consumer) {
    this.producer = producer;
    this.consumer = consumer;
  }

  @Test
  void answersOnAConnectionThatWasIdleForLongerThanALoadBalancerKeepsIt() {
    try (IdleConnection toProducer = IdleConnection.to(producer);
        IdleConnection toConsumer = IdleConnection.to(consumer)) {
      Instant end = Instant.now().plus(LOAD_BALANCER).plusSeconds(5);
      Awaitility.await("the load balancer's time is over")
          .atMost(LOAD_BALANCER.plusSeconds(30))
          .until(() -> Instant.now().isAfter(end));

      assertThat(toProducer.probe()).startsWith("HTTP/1.1 200 ");
      assertThat(toConsumer.probe()).startsWith("HTTP/1.1 200 ");
    }
  }
}
