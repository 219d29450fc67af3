package dev.polyglot.producer.events.control;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a {@code Content-Type} header says, read as RFC 9110 writes it.
 *
 * @param mediaType type and subtype in lower case, without parameters
 * @param charset the parameter {@code charset}, if there is one
 */
public record ContentType(String mediaType, Optional<String> charset) {

  private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
  private static final Pattern MEDIA_TYPE = Pattern.compile("%1$s/%1$s".formatted(TOKEN));
  private static final Pattern PARAMETER =
      Pattern.compile(
          "[ \\t]*;[ \\t]*(?:(%1$s)=(?:(%1$s)|\"([^\"\\\\]*)\"))?[ \\t]*".formatted(TOKEN));

  /**
   * Reads the value of a header.
   *
   * @throws IllegalArgumentException if it is no media type, or names two charsets
   */
  public static ContentType of(String value) {
    Matcher type = MEDIA_TYPE.matcher(value);
    if (!type.lookingAt()) {
      throw new IllegalArgumentException("'%s' is no media type".formatted(value));
    }
    return new ContentType(
        type.group().toLowerCase(Locale.ROOT), charset(value.substring(type.end())));
  }

  private static Optional<String> charset(String parameters) {
    Matcher parameter = PARAMETER.matcher(parameters);
    Optional<String> charset = Optional.empty();
    int end = 0;
    while (end < parameters.length()) {
      if (!parameter.region(end, parameters.length()).lookingAt()) {
        throw new IllegalArgumentException("'%s' are no parameters".formatted(parameters));
      }
      if ("charset".equalsIgnoreCase(parameter.group(1))) {
        if (charset.isPresent()) {
          throw new IllegalArgumentException("'%s' name two charsets".formatted(parameters));
        }
        charset = Optional.ofNullable(parameter.group(2)).or(() -> Optional.of(parameter.group(3)));
      }
      end = parameter.end();
    }
    return charset;
  }
}
