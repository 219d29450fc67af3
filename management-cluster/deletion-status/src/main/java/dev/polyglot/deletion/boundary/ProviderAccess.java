package dev.polyglot.deletion.boundary;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.profiles.ProfileFile;

/**
 * How the AWS providers sign in and where they find AWS: the ProviderConfig {@code default}. Read
 * anew each time, so that new credentials need no restart.
 */
final class ProviderAccess {

  private static final String NAME = "default";
  private static final String PROFILE = "default";
  private static final ResourceDefinitionContext PROVIDER_CONFIGS =
      new ResourceDefinitionContext.Builder()
          .withGroup("aws.upbound.io")
          .withVersion("v1beta1")
          .withKind("ProviderConfig")
          .withPlural("providerconfigs")
          .withNamespaced(false)
          .build();

  private final KubernetesClient client;
  private final GenericKubernetesResource config;

  private ProviderAccess(KubernetesClient client, GenericKubernetesResource config) {
    this.client = client;
    this.config = config;
  }

  /**
   * @throws IllegalStateException if there is no such ProviderConfig
   */
  static ProviderAccess read(KubernetesClient client) {
    GenericKubernetesResource config =
        client.genericKubernetesResources(PROVIDER_CONFIGS).withName(NAME).get();
    if (config == null) {
      throw new IllegalStateException(
          "there is no ProviderConfig '%s' of aws.upbound.io".formatted(NAME));
    }
    return new ProviderAccess(client, config);
  }

  /** Whether a managed resource is in the account that this signs in to. */
  static boolean isOf(GenericKubernetesResource resource) {
    return Fields.text(resource, "spec", "providerConfigRef", "name").orElse(NAME).equals(NAME);
  }

  /**
   * The Secret's keys, or what the ServiceAccount of this pod is given: a token to trade for a role
   * (IRSA), or the Pod Identity agent.
   *
   * @throws IllegalStateException if the Secret or its key is not there
   */
  AwsCredentialsProvider credentials() {
    return Fields.text(config, "spec", "credentials", "source").filter("Secret"::equals).isPresent()
        ? ofSecret()
        : DefaultCredentialsProvider.builder().build();
  }

  private AwsCredentialsProvider ofSecret() {
    String namespace = secretRef("namespace");
    String name = secretRef("name");
    String key = secretRef("key");
    Secret secret = client.secrets().inNamespace(namespace).withName(name).get();
    if (secret == null || secret.getData() == null || !secret.getData().containsKey(key)) {
      throw new IllegalStateException(
          "there is no Secret %s/%s with the key %s, which the ProviderConfig '%s' names"
              .formatted(namespace, name, key, NAME));
    }
    ProfileFile profiles =
        ProfileFile.builder()
            .type(ProfileFile.Type.CREDENTIALS)
            .content(
                new ByteArrayInputStream(Base64.getDecoder().decode(secret.getData().get(key))))
            .build();
    return ProfileCredentialsProvider.builder().profileFile(profiles).profileName(PROFILE).build();
  }

  private String secretRef(String field) {
    return Fields.text(config, "spec", "credentials", "secretRef", field)
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "the ProviderConfig '%s' has no spec.credentials.secretRef.%s"
                        .formatted(NAME, field)));
  }

  /** Where a service is, by one of the names that the provider knows it by; empty for AWS's own. */
  Optional<URI> endpoint(List<String> service) {
    return Fields.texts(config, "spec", "endpoint", "services").stream().anyMatch(service::contains)
        ? Fields.text(config, "spec", "endpoint", "url", "static").map(URI::create)
        : Optional.empty();
  }
}
