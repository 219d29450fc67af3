package dev.polyglot.kafka.settings;

import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.Config;

/**
 * Reads settings by name, each checked against what it allows, so that a wrong value is named
 * instead of failing somewhere else later.
 */
public final class Settings {

  private static final Pattern TOPIC = Pattern.compile("(?!\\.{1,2}$)[a-zA-Z0-9._-]{1,249}");

  private final Function<String, Optional<String>> lookup;

  /**
   * @param lookup gives a setting's text; empty if it is not set
   */
  public Settings(Function<String, Optional<String>> lookup) {
    this.lookup = lookup;
  }

  /**
   * Reads from every source of a MicroProfile configuration.
   *
   * @param config the configuration of the application
   */
  public static Settings of(Config config) {
    return new Settings(name -> config.getOptionalValue(name, String.class));
  }

  /**
   * Gives a setting's text as it is: a channel gets the same, so blanks around it are not forgiven.
   *
   * @param name the setting's name
   * @return the text; empty if it is not set or blank
   */
  public Optional<String> text(String name) {
    return lookup.apply(name).filter(value -> !value.isBlank());
  }

  /**
   * Gives a setting that must be there and match a pattern.
   *
   * @param name the setting's name
   * @param pattern what the whole value must match
   * @param allowed the pattern in words
   * @throws InvalidSettingException if it is missing or does not match
   */
  public String matching(String name, Pattern pattern, String allowed) {
    return matching(name, text(name).orElse(null), pattern, allowed);
  }

  /**
   * Gives the name of a Kafka topic.
   *
   * @param name the setting's name
   * @throws InvalidSettingException if it is missing or no legal topic name
   */
  public String topic(String name) {
    return topic(name, null);
  }

  /**
   * Gives the name of a Kafka topic, or a default.
   *
   * @param name the setting's name
   * @param otherwise the topic when nothing is set; null when the setting is required
   * @throws InvalidSettingException if it is no legal topic name, or missing with no default
   */
  public String topic(String name, String otherwise) {
    return matching(
        name,
        text(name).orElse(otherwise),
        TOPIC,
        "a topic name, 1 to 249 of a-z A-Z 0-9 . _ - and not . or ..");
  }

  /**
   * Gives a whole number within bounds.
   *
   * @param name the setting's name
   * @param otherwise the number when nothing is set
   * @param least the smallest number allowed
   * @param most the largest number allowed
   * @throws InvalidSettingException if it is no whole number or out of bounds
   */
  public int number(String name, int otherwise, int least, int most) {
    Optional<String> value = text(name);
    if (value.isEmpty()) {
      return otherwise;
    }
    String allowed = "a whole number from " + least + " to " + most;
    try {
      int number = Integer.parseInt(value.get());
      if (number < least || number > most) {
        throw new InvalidSettingException(name, value.get(), allowed);
      }
      return number;
    } catch (NumberFormatException e) {
      throw new InvalidSettingException(name, value.get(), allowed);
    }
  }

  private static String matching(String name, String value, Pattern pattern, String allowed) {
    if (value == null || !pattern.matcher(value).matches()) {
      throw new InvalidSettingException(name, value, allowed);
    }
    return value;
  }
}
