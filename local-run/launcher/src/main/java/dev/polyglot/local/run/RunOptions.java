package dev.polyglot.local.run;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/**
 * What a person may choose with {@code -D} on the command line.
 *
 * @param brokerPort where Kafka clients connect: {@code broker.port}, default 9092
 * @param producerPort where events are posted: {@code producer.port}, default 9080
 * @param consumerPort where the consumer's health is: {@code consumer.port}, default 9081
 * @param services which services are started beside the broker: {@code run.services}, default both;
 *     the one left out can be run in dev mode
 * @param data where the broker keeps its log: {@code data.dir}; empty for a folder that is removed
 *     at the end
 * @param limit how long everything runs: {@code run.seconds}; empty for until it is stopped
 */
record RunOptions(
    int brokerPort,
    int producerPort,
    int consumerPort,
    List<String> services,
    Optional<Path> data,
    Optional<Duration> limit) {

  private static final List<String> SERVICES = List.of("producer", "consumer");

  /**
   * Reads the options.
   *
   * @param properties the system properties
   * @throws IllegalArgumentException if one is malformed
   */
  static RunOptions from(Properties properties) {
    return new RunOptions(
        number(properties, "broker.port", 9092, 65_535),
        number(properties, "producer.port", 9080, 65_535),
        number(properties, "consumer.port", 9081, 65_535),
        services(properties.getProperty("run.services", String.join(",", SERVICES))),
        Optional.ofNullable(properties.getProperty("data.dir"))
            .map(dir -> Path.of(dir).toAbsolutePath()),
        properties.containsKey("run.seconds")
            ? Optional.of(Duration.ofSeconds(number(properties, "run.seconds", 0, 86_400)))
            : Optional.empty());
  }

  int portOf(String service) {
    return service.equals("producer") ? producerPort : consumerPort;
  }

  /**
   * Makes sure that nothing else listens where this run wants to.
   *
   * @throws IllegalArgumentException if a port is taken, or wanted twice
   */
  void requireFreePorts() {
    requireFree("broker.port", brokerPort);
    services.forEach(service -> requireFree(service + ".port", portOf(service)));
    if (brokerPort == producerPort || brokerPort == consumerPort || producerPort == consumerPort) {
      throw new IllegalArgumentException(
          "broker.port is %d, producer.port %d, consumer.port %d; allowed: three different ports"
              .formatted(brokerPort, producerPort, consumerPort));
    }
  }

  private static void requireFree(String name, int port) {
    try {
      new ServerSocket(port, 1, InetAddress.getLoopbackAddress()).close();
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "%s is %d, where something listens already; choose another with -D%s=PORT"
              .formatted(name, port, name));
    }
  }

  private static int number(Properties properties, String name, int otherwise, int most) {
    String value = properties.getProperty(name);
    if (value == null) {
      return otherwise;
    }
    try {
      int number = Integer.parseInt(value);
      if (number >= 1 && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // told below, as a number out of bounds is
    }
    throw new IllegalArgumentException(
        "%s is '%s'; allowed: a whole number from 1 to %d".formatted(name, value, most));
  }

  private static List<String> services(String value) {
    List<String> services =
        Arrays.stream(value.split(","))
            .map(String::strip)
            .filter(s -> !s.isEmpty())
            .distinct()
            .toList();
    if (!SERVICES.containsAll(services)) {
      throw new IllegalArgumentException(
          "run.services is '%s'; allowed: producer, consumer, both with a comma, or nothing"
              .formatted(value));
    }
    return services;
  }
}
