package dev.polyglot.consumer.events.boundary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ConsoleTest {

  @Test
  void printsUtf8AndALineFeed() {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    new Console(output).print("ça marche ☃");
    assertThat(output.toByteArray()).isEqualTo("ça marche ☃\n".getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void failsWhenNobodyTakesTheLine() {
    OutputStream closed =
        new OutputStream() {
          @Override
          public void write(int octet) throws IOException {
            throw new IOException("Broken pipe");
          }
        };
    assertThatExceptionOfType(UncheckedIOException.class)
        .isThrownBy(() -> new Console(closed).print("line"))
        .withMessage("the console does not take a line")
        .withRootCauseInstanceOf(IOException.class);
  }
}
