package dev.polyglot.deletion.boundary;

import dev.polyglot.deletion.control.Composites;
import dev.polyglot.deletion.entity.ClaimName;
import dev.polyglot.deletion.entity.StuckComposite;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.net.HttpURLConnection;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The composites of the claims, and of their parts, as Crossplane labels them.
 *
 * <p>Crossplane says on a composite's condition {@code Synced} what keeps it from composing. Where
 * the API server refuses a resource as invalid it says only which, as the words of such a refusal
 * can change from one time to the next; they are in the composite's last event then.
 */
final class KubernetesComposites implements Composites {

  static final Map<String, String> KINDS =
      Map.of(
          "XPolyglotEnvironment", "xpolyglotenvironments",
          "XNetwork", "xnetworks",
          "XKafka", "xkafkas",
          "XWorkloadCluster", "xworkloadclusters",
          "XService", "xservices",
          "XBastion", "xbastions");

  /** Where the events are of what is in no namespace. */
  static final String EVENTS = "default";

  private static final String CLAIM_NAME = "crossplane.io/claim-name";
  private static final String CLAIM_NAMESPACE = "crossplane.io/claim-namespace";
  private static final String COMPONENT = "app.kubernetes.io/component";
  private static final Pattern SPEAKS_OF_EVENTS =
      Pattern.compile("^Unsynced resources: |check events$");
  private static final Pattern PREFIX = Pattern.compile("^cannot compose resources: ");
  private static final int LONGEST = 600;

  private final KubernetesClient client;

  KubernetesComposites(KubernetesClient client) {
    this.client = client;
  }

  @Override
  public List<StuckComposite> stuck() {
    return new TreeMap<>(KINDS)
        .entrySet().stream()
            .flatMap(kind -> list(kind.getKey(), kind.getValue()).stream())
            .filter(composite -> composite.getMetadata().getDeletionTimestamp() == null)
            .map(this::read)
            .flatMap(Optional::stream)
            .toList();
  }

  private List<GenericKubernetesResource> list(String kind, String plural) {
    ResourceDefinitionContext context =
        new ResourceDefinitionContext.Builder()
            .withGroup("platform.polyglot.dev")
            .withVersion("v1alpha1")
            .withKind(kind)
            .withPlural(plural)
            .withNamespaced(false)
            .build();
    try {
      return client.genericKubernetesResources(context).withLabel(CLAIM_NAME).list().getItems();
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
        // Not defined yet, or no more.
        return List.of();
      }
      throw e;
    }
  }

  private Optional<StuckComposite> read(GenericKubernetesResource composite) {
    Map<String, String> labels = composite.getMetadata().getLabels();
    if (!labels.containsKey(CLAIM_NAMESPACE)) {
      return Optional.empty();
    }
    return Fields.falseCondition(composite, "Synced")
        .map(
            condition ->
                new StuckComposite(
                    new ClaimName(labels.get(CLAIM_NAMESPACE), labels.get(CLAIM_NAME)),
                    labels.getOrDefault(COMPONENT, "environment"),
                    message(composite, Fields.text(condition, "message").orElse("")),
                    Instant.parse(Fields.text(condition, "lastTransitionTime").orElseThrow())));
  }

  private String message(GenericKubernetesResource composite, String said) {
    String message =
        SPEAKS_OF_EVENTS.matcher(said).find() ? lastWarning(composite).orElse(said) : said;
    String line = PREFIX.matcher(message).replaceFirst("").replaceAll("\\s+", " ").strip();
    return line.length() > LONGEST ? line.substring(0, LONGEST) + "..." : line;
  }

  private Optional<String> lastWarning(GenericKubernetesResource composite) {
    return client
        .v1()
        .events()
        .inNamespace(EVENTS)
        .withField("involvedObject.uid", composite.getMetadata().getUid())
        .withField("type", "Warning")
        .list()
        .getItems()
        .stream()
        .filter(event -> event.getMessage() != null)
        .max(Comparator.comparing(KubernetesComposites::lastSeen))
        .map(Event::getMessage);
  }

  private static Instant lastSeen(Event event) {
    if (event.getSeries() != null && event.getSeries().getLastObservedTime() != null) {
      return Instant.parse(event.getSeries().getLastObservedTime().getTime());
    }
    if (event.getLastTimestamp() != null) {
      return Instant.parse(event.getLastTimestamp());
    }
    return event.getEventTime() == null
        ? Instant.MIN
        : Instant.parse(event.getEventTime().getTime());
  }
}
