package dev.polyglot.kafka.incoming;

import dev.polyglot.kafka.settings.KafkaSettings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Reception;
import jakarta.enterprise.event.Shutdown;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.spi.Connector;
import org.eclipse.microprofile.reactive.messaging.spi.IncomingConnectorFactory;
import org.eclipse.microprofile.reactive.streams.operators.PublisherBuilder;
import org.eclipse.microprofile.reactive.streams.operators.ReactiveStreams;

/**
 * Gives an incoming channel the records of a topic, so that everything acknowledged is committed:
 * past gaps in the offsets, when a partition is handed over, and when the application stops.
 *
 * <p>A channel uses it by {@code mp.messaging.incoming.<channel>.connector=polyglot-kafka}; the
 * properties are those of {@link ChannelSettings}. Delivery is at least once, in the order of each
 * partition, one record after the other on one thread of the channel's own.
 */
@ApplicationScoped
@Connector(KafkaIncomingConnector.NAME)
public class KafkaIncomingConnector implements IncomingConnectorFactory {

  /** The connector's name in a channel's configuration. */
  public static final String NAME = "polyglot-kafka";

  private final Map<String, RecordStream> streams = new ConcurrentHashMap<>();
  private KafkaSettings connection;

  /** For the container's proxy. */
  protected KafkaIncomingConnector() {}

  /**
   * Makes a connector without channels.
   *
   * @param connection how to reach the brokers
   */
  @Inject
  public KafkaIncomingConnector(KafkaSettings connection) {
    this.connection = connection;
  }

  @Override
  public PublisherBuilder<Message<ConsumerRecord<byte[], byte[]>>> getPublisherBuilder(
      Config config) {
    ChannelSettings settings = ChannelSettings.from(config, connection);
    RecordStream stream =
        new RecordStream(
            settings, () -> new KafkaConsumer<>(settings.consumer()), Clock.systemUTC());
    streams.put(settings.channel(), stream);
    return ReactiveStreams.fromPublisher(stream);
  }

  /**
   * Says how far a channel is.
   *
   * @param channel a channel that uses this connector
   * @throws IllegalArgumentException if no channel of that name does
   */
  public StreamStatus status(String channel) {
    RecordStream stream = streams.get(channel);
    if (stream == null) {
      throw new IllegalArgumentException(
          "channel '%s' does not use %s; those that do: %s"
              .formatted(channel, NAME, streams.keySet()));
    }
    return stream.status();
  }

  /** Stops while the beans that records are given to still exist, and offsets can be committed. */
  void stop(@Observes(notifyObserver = Reception.IF_EXISTS) Shutdown event) {
    streams.values().forEach(RecordStream::stop);
  }
}
