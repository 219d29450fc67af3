package dev.polyglot.e2e.system;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A manifest that has to be refused, and what of the refusal has to be read. */
public record RefusedManifest(String name, List<String> reasons, JsonNode manifest) {

  private static final String REASON = "# refused: ";

  public RefusedManifest {
    if (reasons.isEmpty()) {
      throw new IllegalArgumentException(name + " has no line that begins with " + REASON);
    }
  }

  static RefusedManifest read(Path file) {
    try {
      List<String> reasons =
          Files.readAllLines(file).stream()
              .filter(line -> line.startsWith(REASON))
              .map(line -> line.substring(REASON.length()))
              .toList();
      return new RefusedManifest(
          file.getFileName().toString(), reasons, Documents.yaml(file).get(0));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
