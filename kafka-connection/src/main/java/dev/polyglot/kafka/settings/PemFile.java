package dev.polyglot.kafka.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** A PEM file named by a setting, read when the settings are read. */
final class PemFile {

  private PemFile() {}

  /**
   * Reads the file.
   *
   * @param name the setting that names the file
   * @param path the file's path
   * @param label what the file must hold, as between {@code -----BEGIN} and {@code -----}
   * @return the file's whole text, which Kafka takes as the value of a PEM property
   * @throws InvalidSettingException if the file cannot be read or holds no such block
   */
  static String read(String name, String path, String label) {
    if (path.contains("-----BEGIN")) {
      // Shown, it might be a private key.
      throw new InvalidSettingException(
          name, "(a PEM text)", "the path of a file that holds such a text");
    }
    String allowed = "a readable PEM file with a '-----BEGIN %s-----' block".formatted(label);
    try {
      String text = Files.readString(Path.of(path));
      if (!text.contains("-----BEGIN " + label + "-----")) {
        throw new InvalidSettingException(name, path, allowed);
      }
      return text;
    } catch (IOException | InvalidPathException e) {
      throw new InvalidSettingException(name, path, allowed);
    }
  }
}
