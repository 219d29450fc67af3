package dev.polyglot.kafka.settings;

/** Tells an operator which setting is wrong, what it holds, and what is allowed. */
public final class InvalidSettingException extends IllegalArgumentException {

  /**
   * @param name the setting's name, as in the environment
   * @param value the value it has, or null if it is not set
   * @param allowed what is allowed, as a noun phrase
   */
  public InvalidSettingException(String name, String value, String allowed) {
    super(
        value == null
            ? "%s is not set; allowed: %s".formatted(name, allowed)
            : "%s is '%s'; allowed: %s".formatted(name, value, allowed));
  }
}
