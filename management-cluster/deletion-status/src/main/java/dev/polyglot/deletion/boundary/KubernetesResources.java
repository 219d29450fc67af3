package dev.polyglot.deletion.boundary;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

import dev.polyglot.deletion.control.ManagedResources;
import dev.polyglot.deletion.entity.ManagedResource;
import io.fabric8.kubernetes.api.model.APIGroup;
import io.fabric8.kubernetes.api.model.APIResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GroupVersionForDiscovery;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The managed resources of the AWS providers in a cluster: every kind that it serves in their
 * groups and calls {@code managed}, asked for anew each minute.
 *
 * <p>They are found by the label that Crossplane gives to all that is composed, directly or by what
 * was composed before: the name of the composite resource that no other composed. For one thread.
 */
final class KubernetesResources implements ManagedResources {

  static final String LABEL = "crossplane.io/composite";
  static final Duration KINDS_LAST = Duration.ofMinutes(1);

  private static final Logger LOG = System.getLogger(KubernetesResources.class.getName());
  private static final String GROUPS = ".aws.upbound.io";
  private static final String CATEGORY = "managed";

  private final KubernetesClient client;
  private final Clock clock;
  private final Set<String> forbidden = new HashSet<>();
  private Collection<ResourceDefinitionContext> kinds = List.of();
  private Instant kindsFrom = Instant.MIN;

  KubernetesResources(KubernetesClient client, Clock clock) {
    this.client = client;
    this.clock = clock;
  }

  @Override
  public Map<String, List<ManagedResource>> of(Set<String> composites) {
    String[] names = composites.stream().sorted().toArray(String[]::new);
    return kinds().stream()
        .flatMap(kind -> list(kind, names).stream())
        .collect(
            groupingBy(
                resource -> resource.getMetadata().getLabels().get(LABEL),
                mapping(ManagedResourceReader::read, toList())));
  }

  private List<GenericKubernetesResource> list(ResourceDefinitionContext kind, String[] names) {
    try {
      return client.genericKubernetesResources(kind).withLabelIn(LABEL, names).list().getItems();
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
        // The kind has gone, and with it all that was of it.
        return List.of();
      }
      if (e.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
        // Of others on this cluster: the role has every group of the compositions.
        if (forbidden.add(kind.getPlural() + "." + kind.getGroup())) {
          LOG.log(
              Level.WARNING,
              "{0} of {1} cannot be listed: {2}",
              kind.getPlural(),
              kind.getGroup(),
              e.getMessage());
        }
        return List.of();
      }
      throw e;
    }
  }

  private Collection<ResourceDefinitionContext> kinds() {
    Instant now = clock.instant();
    if (kindsFrom.isBefore(now.minus(KINDS_LAST))) {
      kinds = discover();
      kindsFrom = now;
    }
    return kinds;
  }

  /**
   * Where a kind has several versions the last is taken, the oldest. Of most kinds it is the one
   * that the providers store, so no webhook of theirs is asked to convert it, which may just be
   * restarting.
   */
  private Collection<ResourceDefinitionContext> discover() {
    Map<String, ResourceDefinitionContext> found = new TreeMap<>();
    for (APIGroup group : client.getApiGroups().getGroups()) {
      if (group.getName().endsWith(GROUPS)) {
        for (GroupVersionForDiscovery version : group.getVersions()) {
          for (APIResource resource :
              client.getApiResources(version.getGroupVersion()).getResources()) {
            if (resource.getCategories().contains(CATEGORY)) {
              found.put(
                  resource.getName() + "." + group.getName(),
                  context(group.getName(), version.getVersion(), resource));
            }
          }
        }
      }
    }
    return found.values();
  }

  private static ResourceDefinitionContext context(
      String group, String version, APIResource resource) {
    return new ResourceDefinitionContext.Builder()
        .withGroup(group)
        .withVersion(version)
        .withKind(resource.getKind())
        .withPlural(resource.getName())
        .withNamespaced(Boolean.TRUE.equals(resource.getNamespaced()))
        .build();
  }
}
