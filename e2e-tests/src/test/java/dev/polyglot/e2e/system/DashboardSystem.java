package dev.polyglot.e2e.system;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.List;
import java.util.stream.StreamSupport;

/** Tekton's Dashboard, through the API server: it hands requests on under its own permissions. */
public final class DashboardSystem {

  private static final String SERVICE =
      "/api/v1/namespaces/tekton-pipelines/services/tekton-dashboard:9097/proxy";

  private final ClusterSystem cluster;

  DashboardSystem(ClusterSystem cluster) {
    this.cluster = cluster;
  }

  /** The names of the TaskRuns that the Dashboard shows of a namespace. */
  public List<String> taskRuns(String namespace) {
    JsonNode list = Documents.parse(cluster.raw(taskRunsOf(namespace)));
    return StreamSupport.stream(list.required("items").spliterator(), false)
        .map(run -> run.at("/metadata/name").asText())
        .toList();
  }

  /** The HTTP status with which the Dashboard answers the wish to start a TaskRun. */
  public int startStatus(GenericKubernetesResource taskRun) {
    return cluster.rawStatus(taskRunsOf(taskRun.getMetadata().getNamespace()), "POST", taskRun);
  }

  private static String taskRunsOf(String namespace) {
    return SERVICE + "/apis/tekton.dev/v1/namespaces/" + namespace + "/taskruns";
  }
}
