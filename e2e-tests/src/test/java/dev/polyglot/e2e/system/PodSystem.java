package dev.polyglot.e2e.system;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.dsl.ExecWatch;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.awaitility.Awaitility;

/** A pod that commands are run in, to see what a pod sees. */
public final class PodSystem {

  private static final Duration START_TIME = Duration.ofMinutes(2);
  private static final Duration COMMAND_TIME = Duration.ofSeconds(30);

  private final ClusterSystem cluster;
  private final GenericKubernetesResource pod;

  /** Starts the pod and waits until it runs. */
  public PodSystem(ClusterSystem cluster, GenericKubernetesResource pod) {
    this.cluster = cluster;
    this.pod = pod;
    cluster.apply(pod);
    Awaitility.await(Documents.describe(pod) + " is ready")
        .atMost(START_TIME)
        .until(() -> Conditions.areTrue(cluster.get(pod), "Ready"));
  }

  /** Runs a command in the pod to its end. */
  public Command run(String... command) {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    try (ExecWatch execution =
        cluster
            .client()
            .pods()
            .inNamespace(pod.getMetadata().getNamespace())
            .withName(pod.getMetadata().getName())
            .writingOutput(output)
            .writingError(output)
            .exec(command)) {
      int status = execution.exitCode().get(COMMAND_TIME.toSeconds(), TimeUnit.SECONDS);
      return new Command(status, output.toString(StandardCharsets.UTF_8));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (ExecutionException | TimeoutException e) {
      throw new AssertionError(String.join(" ", command) + " did not end: " + output, e);
    }
  }
}
