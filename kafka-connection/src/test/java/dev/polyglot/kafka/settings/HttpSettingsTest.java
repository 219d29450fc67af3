package dev.polyglot.kafka.settings;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpSettingsTest {

  @Test
  void requiresNothing() {
    assertThatNoException().isThrownBy(() -> check(Map.of()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "9080", "65535"})
  void takesAPort(String port) {
    assertThatNoException().isThrownBy(() -> check(Map.of("HTTP_PORT", port)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "65536", "99999", "http", "9080 "})
  void refusesWhatIsNoPort(String port) {
    assertThatExceptionOfType(InvalidSettingException.class)
        .isThrownBy(() -> check(Map.of("HTTP_PORT", port)))
        .withMessage("HTTP_PORT is '%s'; allowed: a whole number from 1 to 65535", port);
  }

  @Test
  void namesServiceLinksAsTheLikelyCauseOfAPortThatIsAnAddress() {
    assertThatExceptionOfType(InvalidSettingException.class)
        .isThrownBy(() -> check(Map.of("HTTP_PORT", "tcp://10.0.0.1:80")))
        .withMessage(
            "HTTP_PORT is 'tcp://10.0.0.1:80'; allowed: a whole number from 1 to 65535; Kubernetes"
                + " sets such a value for a Service of that name (service links): set"
                + " enableServiceLinks: false on the pod");
  }

  @ParameterizedTest
  @ValueSource(strings = {"*", "127.0.0.1", "localhost", "0.0.0.0", "::"})
  void takesAHostOfThisMachine(String host) {
    assertThatNoException().isThrownBy(() -> check(Map.of("HTTP_HOST", host)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"nohost.invalid", "192.0.2.1", "a b"})
  void refusesAHostThatIsNotThisMachine(String host) {
    assertThatExceptionOfType(InvalidSettingException.class)
        .isThrownBy(() -> check(Map.of("HTTP_HOST", host)))
        .withMessage(
            "HTTP_HOST is '%s'; allowed: * for every address, or a name or address of this machine",
            host);
  }

  private static void check(Map<String, String> values) {
    HttpSettings.check(new Settings(name -> Optional.ofNullable(values.get(name))));
  }
}
