package dev.polyglot.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The README's table of settings, so that a service can be held to it. */
public final class SettingsTable {

  private static final Path README = ContractDocument.DIRECTORY.resolveSibling("README.md");

  /** The variables of a row, in the first column, and the service that reads them. */
  private static final Pattern ROW =
      Pattern.compile("^\\| (`[A-Z_]+`(?:, `[A-Z_]+`)*) \\| (\\w+) \\|.*");

  private static final Pattern VARIABLE = Pattern.compile("[A-Z_]+");

  private SettingsTable() {}

  /**
   * Gives the variables that the table promises for a service.
   *
   * @param service as in the table's second column, where {@code both} means each
   */
  public static Set<String> variablesOf(String service) {
    try {
      return Files.readAllLines(README).stream()
          .flatMap(line -> ROW.matcher(line).results())
          .filter(row -> Set.of(service, "both").contains(row.group(2)))
          .flatMap(row -> VARIABLE.matcher(row.group(1)).results())
          .map(MatchResult::group)
          .collect(Collectors.toSet());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
