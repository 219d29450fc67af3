package dev.polyglot.deletion;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import dev.polyglot.deletion.control.ExternalNames;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The manifest beside this module, and the sandbox's list of the module's sources. */
class DeploymentTest {

  private static final Path ROOT = Path.of("../..");
  private static final Path CONFIGS = ROOT.resolve("management-cluster/configs");
  private static final Path MODULE = Path.of("management-cluster/deletion-status");

  private final List<HasMetadata> manifest = load(CONFIGS.resolve("deletion-status.yaml"));

  @Test
  void mayListEveryManagedKindOfAwsAndNoOther() {
    GenericKubernetesResource policy =
        (GenericKubernetesResource) load(CONFIGS.resolve("managed-kinds.yaml")).get(0);
    List<String> kinds = policy.get("spec", "activate");
    Set<String> groups =
        kinds.stream()
            .map(kind -> kind.substring(kind.indexOf('.') + 1))
            .filter(group -> group.endsWith(".aws.upbound.io"))
            .collect(toCollection(TreeSet::new));
    List<PolicyRule> rules =
        only(ClusterRole.class).getRules().stream()
            .filter(rule -> rule.getResources().contains("*"))
            .toList();
    assertThat(groups).hasSizeGreaterThan(5);
    assertThat(rules).hasSize(1);
    assertThat(rules.get(0).getVerbs()).containsExactly("list");
    assertThat(rules.get(0).getApiGroups()).containsExactlyElementsOf(groups);
  }

  @Test
  void mayChangeNothingButClaimsStatusAndWhatAwsNames() {
    List<PolicyRule> rules =
        only(ClusterRole.class).getRules().stream()
            .filter(rule -> !Set.of("get", "list").containsAll(rule.getVerbs()))
            .toList();
    assertThat(rules).extracting(PolicyRule::getVerbs).containsOnly(List.of("patch"));
    assertThat(rules).hasSize(3);
    assertThat(rules.get(0).getResources()).containsExactly("polyglotenvironments/status");
    Set<String> kinds =
        rules.stream()
            .skip(1)
            .flatMap(
                rule ->
                    rule.getResources().stream()
                        .map(plural -> plural + "." + rule.getApiGroups().get(0).split("\\.")[0]))
            .collect(toCollection(TreeSet::new));
    assertThat(kinds)
        .isEqualTo(
            ExternalNames.kinds().stream()
                .map(kind -> kind.toLowerCase(Locale.ROOT).replace(".", "s."))
                .collect(toCollection(TreeSet::new)));
  }

  @Test
  void mayReadTheOneSecretThatTheProviderConfigNames() {
    GenericKubernetesResource config =
        (GenericKubernetesResource) load(CONFIGS.resolve("credentials/secret.yaml")).get(0);
    Role role = roleIn("crossplane-system");
    List<PolicyRule> rules = role.getRules();
    assertThat(rules).hasSize(1);
    assertThat(rules.get(0).getVerbs()).containsExactly("get");
    assertThat(rules.get(0).getResources()).containsExactly("secrets");
    assertThat(rules.get(0).getResourceNames())
        .containsExactly(config.<String>get("spec", "credentials", "secretRef", "name"));
    assertThat(role.getMetadata().getNamespace())
        .isEqualTo(config.<String>get("spec", "credentials", "secretRef", "namespace"));
  }

  @Test
  void mayListTheKindsOfTheDefinitionsAndTheirEvents() throws IOException {
    Set<String> defined = new TreeSet<>();
    try (Stream<Path> folders = Files.list(ROOT.resolve("crossplane/compositions"))) {
      folders.map(folder -> folder.getFileName().toString()).forEach(defined::add);
    }
    List<PolicyRule> rules =
        only(ClusterRole.class).getRules().stream()
            .filter(rule -> rule.getResources().contains("xkafkas"))
            .toList();
    assertThat(rules).hasSize(1);
    assertThat(rules.get(0).getVerbs()).containsExactly("list");
    assertThat(new TreeSet<>(rules.get(0).getResources())).isEqualTo(defined);
    PolicyRule events = roleIn("default").getRules().get(0);
    assertThat(events.getResources()).containsExactly("events");
    assertThat(events.getVerbs()).containsExactly("list");
  }

  @Test
  void runsAsTheAccountThatIsMadeWithTheProviders() {
    assertThat(load(CONFIGS.resolve("credentials/service-account.yaml")))
        .extracting(account -> account.getMetadata().getName())
        .containsExactly(
            "provider-aws",
            only(Deployment.class).getSpec().getTemplate().getSpec().getServiceAccountName());
  }

  @Test
  void runsTheImageThatIsPublished() throws IOException {
    assertThat(Files.readString(Path.of("pom.xml")))
        .contains(
            "<image>%s</image>"
                .formatted(
                    only(Deployment.class)
                        .getSpec()
                        .getTemplate()
                        .getSpec()
                        .getContainers()
                        .get(0)
                        .getImage()));
  }

  @Test
  void isBuiltAnewInTheSandboxWhenASourceChanges() throws IOException {
    Set<String> sources = new TreeSet<>();
    try (Stream<Path> files = Files.walk(Path.of("src/main"))) {
      files
          .filter(Files::isRegularFile)
          .map(file -> MODULE.resolve(file).toString())
          .forEach(sources::add);
    }
    assertThat(sources).hasSizeGreaterThan(20);
    assertThat(Files.readAllLines(ROOT.resolve("sandbox/programs/deletion-status/inputs")))
        .containsAll(sources)
        .contains("pom.xml", MODULE.resolve("pom.xml").toString())
        .allSatisfy(input -> assertThat(ROOT.resolve(input)).exists());
  }

  private Role roleIn(String namespace) {
    List<Role> found =
        manifest.stream()
            .filter(Role.class::isInstance)
            .map(Role.class::cast)
            .filter(role -> namespace.equals(role.getMetadata().getNamespace()))
            .toList();
    assertThat(found).hasSize(1);
    return found.get(0);
  }

  private <T> T only(Class<T> kind) {
    List<T> found = manifest.stream().filter(kind::isInstance).map(kind::cast).toList();
    assertThat(found).hasSize(1);
    return found.get(0);
  }

  @SuppressWarnings("unchecked") // a file of several documents is read as a list
  private static List<HasMetadata> load(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      Object read = new KubernetesSerialization().unmarshal(in);
      return read instanceof List<?> list ? (List<HasMetadata>) list : List.of((HasMetadata) read);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
