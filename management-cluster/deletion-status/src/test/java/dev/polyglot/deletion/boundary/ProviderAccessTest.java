package dev.polyglot.deletion.boundary;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;

class ProviderAccessTest {

  private static final String CONFIG = "GET /apis/aws.upbound.io/v1beta1/providerconfigs/default";

  private final HttpStub stub = new HttpStub();

  ProviderAccessTest() throws IOException {}

  @AfterEach
  void close() {
    stub.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"IRSA", "PodIdentity", "WebIdentity"})
  void takesWhatThePodIsGivenWhereTheProvidersDo(String source) {
    stub.answer(CONFIG, "{\"spec\": {\"credentials\": {\"source\": \"%s\"}}}".formatted(source));
    assertThat(ProviderAccess.read(stub.client()).credentials())
        .isInstanceOf(DefaultCredentialsProvider.class);
    assertThat(stub.lines()).containsExactly(CONFIG);
  }

  @Test
  void hasNoEndpointOfItsOwnWhereTheProvidersHaveNone() {
    stub.answer(CONFIG, "{\"spec\": {\"credentials\": {\"source\": \"IRSA\"}}}");
    assertThat(ProviderAccess.read(stub.client()).endpoint(List.of("ec2"))).isEmpty();
  }

  @Test
  void hasAnEndpointForTheServicesThatTheProvidersHaveItFor() {
    stub.answer(
        CONFIG,
        """
        {"spec": {"credentials": {"source": "IRSA"},
          "endpoint": {"services": ["ec2", "sts"], "url": {"type": "Static", "static": "http://aws:5600"}}}}""");
    ProviderAccess access = ProviderAccess.read(stub.client());
    assertThat(access.endpoint(List.of("ec2"))).contains(URI.create("http://aws:5600"));
    assertThat(access.endpoint(List.of("elbv2", "elasticloadbalancing"))).isEmpty();
  }
}
