package dev.polyglot.e2e.system;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.FieldValidateable;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.HttpURLConnection;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** The management cluster: any kind of resource, as what is declared and what is seen. */
public final class ClusterSystem implements AutoCloseable {

  /** The ConfigMap in each namespace that holds the API server's certificate authority. */
  static final String AUTHORITY = "kube-root-ca.crt";

  private static final String FIELD_MANAGER = "e2e-tests";

  private final Path kubeconfig;
  private final KubernetesClient client;

  ClusterSystem(Path kubeconfig) {
    this(kubeconfig, null);
  }

  private ClusterSystem(Path kubeconfig, String user) {
    this.kubeconfig = kubeconfig;
    if (!kubeconfig.toFile().isFile()) {
      throw new IllegalStateException(
          "sandbox.kubeconfig is " + kubeconfig + ", which is no file: is the sandbox up?");
    }
    Config config = Config.fromKubeconfig(kubeconfig.toFile());
    // The sandbox is on this machine, behind no proxy.
    config.setHttpProxy(null);
    config.setHttpsProxy(null);
    config.setImpersonateUsername(user);
    client = new KubernetesClientBuilder().withConfig(config).build();
  }

  KubernetesClient client() {
    return client;
  }

  /**
   * The same cluster, asked as another user; a service account is {@code
   * system:serviceaccount:namespace:name}.
   */
  public ClusterSystem as(String user) {
    return new ClusterSystem(kubeconfig, user);
  }

  // ---- any kind

  /** Declares a resource: makes it, or changes it to this. */
  public void apply(GenericKubernetesResource resource) {
    at(resource).fieldManager(FIELD_MANAGER).forceConflicts().serverSideApply();
  }

  /** Merges a change into a resource; a null takes a field away. */
  public void merge(GenericKubernetesResource resource, JsonNode change) {
    at(resource).patch(PatchContext.of(PatchType.JSON_MERGE), Documents.json(change));
  }

  /** What the cluster has of a resource now, if it has it. */
  public Optional<JsonNode> find(GenericKubernetesResource resource) {
    return Optional.ofNullable(at(resource).get()).map(Documents::tree);
  }

  /** What the cluster has of a resource now. */
  public JsonNode get(GenericKubernetesResource resource) {
    return find(resource)
        .orElseThrow(() -> new AssertionError(Documents.describe(resource) + " is not there"));
  }

  /** Deletes a resource as {@code kubectl delete} does, without waiting. */
  public void delete(GenericKubernetesResource resource) {
    at(resource)
        .withPropagationPolicy(DeletionPropagation.BACKGROUND)
        .withTimeoutInMillis(0)
        .delete();
  }

  /** Deletes a resource after all that it owns, without waiting. */
  public void deleteInTheForeground(GenericKubernetesResource resource) {
    at(resource)
        .withPropagationPolicy(DeletionPropagation.FOREGROUND)
        .withTimeoutInMillis(0)
        .delete();
  }

  /** Deletes resources, those that are there, and waits until they are gone. */
  public void deleteAndAwait(List<GenericKubernetesResource> resources) {
    resources.forEach(this::delete);
    Awaitility.await("deleted: " + resources.stream().map(Documents::describe).toList())
        .atMost(RunningSandbox.PATIENCE)
        .until(() -> resources.stream().allMatch(resource -> find(resource).isEmpty()));
  }

  /** Every resource of a kind, in all namespaces. */
  public List<JsonNode> list(String apiVersion, String kind) {
    return client
        .genericKubernetesResources(apiVersion, kind)
        .inAnyNamespace()
        .list()
        .getItems()
        .stream()
        .map(Documents::tree)
        .toList();
  }

  /** Every resource of a kind with a label, in all namespaces. */
  public List<JsonNode> labelled(String apiVersion, String kind, String label, String value) {
    return client
        .genericKubernetesResources(apiVersion, kind)
        .inAnyNamespace()
        .withLabel(label, value)
        .list()
        .getItems()
        .stream()
        .map(Documents::tree)
        .toList();
  }

  private Resource<GenericKubernetesResource> at(GenericKubernetesResource item) {
    var resources = client.genericKubernetesResources(item.getApiVersion(), item.getKind());
    String namespace = item.getMetadata().getNamespace();
    return namespace == null
        ? resources.resource(item)
        : resources.inNamespace(namespace).resource(item);
  }

  // ---- what would be refused; nothing is changed

  /** Why a resource cannot be made, with unknown fields refused as by kubectl; empty if it can. */
  public String refusalToMake(GenericKubernetesResource resource) {
    return refusal(
        () -> at(resource).dryRun().fieldValidation(FieldValidateable.Validation.STRICT).create());
  }

  /** Why a change cannot be merged into a resource; empty if it can. */
  public String refusalToMerge(GenericKubernetesResource resource, JsonNode change) {
    return refusal(
        () ->
            at(resource)
                .dryRun()
                .patch(PatchContext.of(PatchType.JSON_MERGE), Documents.json(change)));
  }

  /** Why a resource cannot be deleted; empty if it can. */
  public String refusalToDelete(GenericKubernetesResource resource) {
    return refusal(() -> at(resource).dryRun().delete());
  }

  /** Why a resource cannot be deleted with what it owns going so; empty if it can. */
  public String refusalToDelete(
      GenericKubernetesResource resource, DeletionPropagation propagation) {
    return refusal(() -> at(resource).dryRun().withPropagationPolicy(propagation).delete());
  }

  /**
   * Why those of a kind that have a label cannot be deleted by one request; empty if they can. It
   * is asked by kubectl: the client here does not read the answer to a request of this sort.
   *
   * @param collection the path of all of the kind, as the API server serves it
   */
  public String refusalToDeleteAll(String collection, String label) {
    List<String> arguments = new ArrayList<>();
    arguments.add("delete");
    arguments.add("--raw=" + collection + "?dryRun=All&labelSelector=" + label);
    if (client.getConfiguration().getImpersonateUsername() != null) {
      arguments.add("--as=" + client.getConfiguration().getImpersonateUsername());
    }
    Command command =
        Command.run(
            Settings.command("sandbox.kubectl"),
            RunningSandbox.PATIENCE,
            arguments.toArray(String[]::new));
    return command.status() == 0 ? "" : command.output();
  }

  private static String refusal(Runnable request) {
    try {
      request.run();
      return "";
    } catch (KubernetesClientException e) {
      boolean isRefused = e.getCode() >= 400 && e.getCode() < 500;
      if (!isRefused || e.getStatus() == null) {
        throw e;
      }
      return e.getStatus().getMessage();
    }
  }

  // ---- namespaces and Secrets of a test's own

  /** Makes a namespace anew, empty. */
  public void makeNamespace(String name) {
    removeNamespace(name);
    client
        .namespaces()
        .resource(new NamespaceBuilder().withNewMetadata().withName(name).endMetadata().build())
        .create();
    Awaitility.await("namespace " + name + " has what each has")
        .until(
            () ->
                client.serviceAccounts().inNamespace(name).withName("default").get() != null
                    && client.configMaps().inNamespace(name).withName(AUTHORITY).get() != null);
  }

  /** Deletes a namespace and waits until it is gone. */
  public void removeNamespace(String name) {
    client.namespaces().withName(name).delete();
    Awaitility.await("namespace " + name + " is gone")
        .atMost(RunningSandbox.PATIENCE)
        .until(() -> client.namespaces().withName(name).get() == null);
  }

  // ---- pods

  /** Every pod of a namespace. */
  public List<JsonNode> pods(String namespace) {
    return client.pods().inNamespace(namespace).list().getItems().stream()
        .map(Documents::tree)
        .toList();
  }

  /** Has a Deployment's pods take their place anew, all at once, and waits until they are ready. */
  public void restart(String namespace, String label) {
    List<Pod> before = podList(namespace, label).toList();
    if (before.isEmpty()) {
      throw new AssertionError("no pod with the label " + label + " in " + namespace);
    }
    before.forEach(pod -> client.resource(pod).withGracePeriod(0).delete());
    List<String> uids = before.stream().map(pod -> pod.getMetadata().getUid()).toList();
    Awaitility.await("other pods with the label " + label + " are ready")
        .atMost(RunningSandbox.PATIENCE)
        .until(
            () -> {
              List<Pod> now = podList(namespace, label).toList();
              return now.size() >= before.size()
                  && now.stream()
                      .allMatch(
                          pod ->
                              !uids.contains(pod.getMetadata().getUid())
                                  && Conditions.areTrue(Documents.tree(pod), "Ready"));
            });
  }

  Stream<Pod> podList(String namespace, String label) {
    return client.pods().inNamespace(namespace).withLabel(label).list().getItems().stream();
  }

  /** All that a container printed. */
  public String log(String namespace, String pod, String container) {
    return client.pods().inNamespace(namespace).withName(pod).inContainer(container).getLog();
  }

  // ---- through the API server

  /** A GET through the API server, for the services behind it. */
  String raw(String path) {
    String answer = client.raw(path);
    if (answer == null) {
      throw new AssertionError(path + " is not there");
    }
    return answer;
  }

  /** The status of a request through the API server. */
  int rawStatus(String path, String method, Object body) {
    try {
      client.raw(path, method, body);
      return HttpURLConnection.HTTP_OK;
    } catch (KubernetesClientException e) {
      if (e.getCode() < 400) {
        throw e;
      }
      return e.getCode();
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
