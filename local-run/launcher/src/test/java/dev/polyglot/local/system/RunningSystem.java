package dev.polyglot.local.system;

import dev.polyglot.local.run.TemporaryFolder;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives a test the whole system: one broker, one producer, one consumer, started once for all tests
 * that leave it as they found it.
 */
public final class RunningSystem implements ParameterResolver {

  /**
   * The lock of the consumer's process: to stop it is to write, to need it all the time to read.
   */
  public static final String CONSUMER = "consumer";

  /** The default of the producer. */
  public static final int ACK_DEADLINE_MS = 5000;

  private record Shared(
      TemporaryFolder data, BrokerSystem broker, ProducerSystem producer, ConsumerSystem consumer)
      implements AutoCloseable {

    static Shared start() {
      TemporaryFolder data = TemporaryFolder.create("polyglot-test-kafka");
      BrokerSystem broker = BrokerSystem.start(data.path(), Map.of());
      ProducerSystem producer = new ProducerSystem(broker.bootstrapServers(), Map.of());
      ConsumerSystem consumer = new ConsumerSystem(broker.bootstrapServers(), Map.of());
      producer.awaitReady();
      consumer.awaitReady();
      return new Shared(data, broker, producer, consumer);
    }

    @Override
    public void close() {
      producer.close();
      consumer.close();
      broker.close();
      data.close();
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type == BrokerSystem.class
        || type == ProducerSystem.class
        || type == ConsumerSystem.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    Shared shared =
        context
            .getRoot()
            .getStore(ExtensionContext.Namespace.create(RunningSystem.class))
            .getOrComputeIfAbsent(Shared.class, type -> Shared.start(), Shared.class);
    Class<?> type = parameter.getParameter().getType();
    if (type == BrokerSystem.class) {
      return shared.broker();
    }
    return type == ProducerSystem.class ? shared.producer() : shared.consumer();
  }
}
