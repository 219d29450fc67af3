package dev.polyglot.e2e.system;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/** Where the sandbox is. There are no defaults: a test must not reach what it was not told of. */
final class Settings {

  private Settings() {}

  /** The file with the management cluster's address and credentials. */
  static Path kubeconfig() {
    return Path.of(required("sandbox.kubeconfig"));
  }

  /** The emulated AWS API. */
  static URI aws() {
    return URI.create(required("sandbox.aws"));
  }

  /** The repository, for the files that are tested as a user has them. */
  static Path root() {
    return Path.of(required("sandbox.root"));
  }

  /** A command line, such as {@code sandbox.install}. */
  static List<String> command(String property) {
    return List.of(required(property).trim().split("\\s+"));
  }

  private static String required(String property) {
    String value = System.getProperty(property);
    if (value == null || value.isBlank()) {
      throw new IllegalStateException(
          "The system property " + property + " is missing; sandbox/verify sets it");
    }
    return value;
  }
}
