package dev.polyglot.kafka.settings;

import java.util.regex.Pattern;

/** Tells an operator which setting is wrong, what it holds, and what is allowed. */
public final class InvalidSettingException extends IllegalArgumentException {

  /** What Kubernetes puts into {@code <SERVICE>_PORT} for each Service of a pod's namespace. */
  private static final Pattern SERVICE_LINK = Pattern.compile("(tcp|udp|sctp)://.*");

  /**
   * @param name the setting's name, as in the environment
   * @param value the value it has, or null if it is not set
   * @param allowed what is allowed, as a noun phrase
   */
  public InvalidSettingException(String name, String value, String allowed) {
    super(
        value == null
            ? "%s is not set; allowed: %s".formatted(name, allowed)
            : "%s is '%s'; allowed: %s%s".formatted(name, value, allowed, likelyCause(value)));
  }

  private static String likelyCause(String value) {
    return SERVICE_LINK.matcher(value).matches()
        ? "; Kubernetes sets such a value for a Service of that name (service links): set"
            + " enableServiceLinks: false on the pod"
        : "";
  }
}
