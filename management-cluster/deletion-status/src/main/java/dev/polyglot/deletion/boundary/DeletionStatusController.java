package dev.polyglot.deletion.boundary;

import dev.polyglot.deletion.control.CompositionReport;
import dev.polyglot.deletion.control.DeletionReport;
import dev.polyglot.deletion.control.ExternalNames;
import dev.polyglot.deletion.control.FailedClusters;
import dev.polyglot.deletion.control.KafkaClusters;
import dev.polyglot.deletion.control.Paced;
import dev.polyglot.deletion.control.Pulse;
import dev.polyglot.deletion.control.Round;
import dev.polyglot.deletion.entity.KubernetesCluster;
import dev.polyglot.deletion.entity.Vpc;
import dev.polyglot.deletion.entity.VpcContents;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** The program: a round every few seconds, until it is stopped. */
public final class DeletionStatusController {

  private static final int PORT = 8080;
  private static final long SECONDS_BETWEEN_ROUNDS = 5;
  private static final String LOG_LINE = "%1$tFT%1$tT%1$tz %4$s %5$s%6$s%n";

  private DeletionStatusController() {}

  /**
   * @param arguments none
   * @throws IOException if the port of the probes is taken
   */
  public static void main(String[] arguments) throws IOException {
    // The logging system reads it when it is first used.
    System.setProperty("java.util.logging.SimpleFormatter.format", LOG_LINE);
    Clock clock = Clock.systemUTC();
    Pulse pulse = new Pulse(clock);
    KubernetesClient client = new KubernetesClientBuilder().build();
    HealthEndpoint health = new HealthEndpoint(PORT, pulse);
    KafkaClusters kafka = new AwsKafkaClusters(client);
    Round round =
        new Round(
            new ExternalNames(
                new KubernetesUnnamedResources(client), new AwsMadeResources(client, kafka), clock),
            new KubernetesClaims(client),
            new KubernetesResources(client, clock),
            new FailedClusters(kafka, clock),
            new DeletionReport(
                new Paced<Vpc, VpcContents>(new AwsNetworks(client)::contents, clock)::answer,
                new Paced<KubernetesCluster, List<String>>(new AwsCompute(client)::in, clock)
                    ::answer,
                clock),
            new KubernetesComposites(client),
            new CompositionReport(clock),
            pulse);
    ScheduledExecutorService schedule = Executors.newSingleThreadScheduledExecutor();
    schedule.scheduleWithFixedDelay(round, 0, SECONDS_BETWEEN_ROUNDS, TimeUnit.SECONDS);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  schedule.shutdownNow();
                  health.close();
                  client.close();
                }));
  }
}
