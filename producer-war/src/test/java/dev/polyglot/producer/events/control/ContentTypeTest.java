package dev.polyglot.producer.events.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContentTypeTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "text/plain                            | text/plain       |",
        "TEXT/Plain;                           | text/plain       |",
        "text/plain;charset=utf-8              | text/plain       | utf-8",
        "text/plain ; x=1;Charset=\"utf-16\"   | text/plain       | utf-16",
        "text/plain; x=\"charset=latin1\"      | text/plain       |",
        "application/json; ; charset=UTF-8     | application/json | UTF-8",
        "application/vnd.some+json             | application/vnd.some+json |"
      })
  void readsTypeAndCharset(String value, String mediaType, String charset) {
    ContentType type = ContentType.of(value);

    assertThat(type.mediaType()).isEqualTo(mediaType);
    assertThat(type.charset().orElse(null)).isEqualTo(charset);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "json",
        "/",
        "text/",
        "/plain",
        " text/plain",
        "text /plain",
        "text/plain, text/plain",
        "text/plain charset=utf-8",
        "text/plain; charset",
        "text/plain; charset=",
        "text/plain; charset=\"utf-8",
        "text/plain; charset=utf-8; charset=utf-16",
        "text/plain; =utf-8",
        "text/plain\u0000"
      })
  void refusesWhatIsNoMediaType(String value) {
    assertThatThrownBy(() -> ContentType.of(value)).isInstanceOf(IllegalArgumentException.class);
  }
}
