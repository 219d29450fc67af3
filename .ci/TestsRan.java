import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;

/**
 * Fails a build in which fewer tests ran than should: a suite that vanished looks like one that
 * passed.
 *
 * <p>Usage: {@code java TestsRan.java LIST SINCE}. LIST has a line for each suite: module, class,
 * least number of tests. SINCE is the Unix time before which a report is an old one.
 */
public final class TestsRan {

  private record Suite(Path module, String name, int least) {

    static Suite parse(String line) {
      String[] words = line.strip().split("\\s+");
      return new Suite(Path.of(words[0]), words[1], Integer.parseInt(words[2]));
    }

    Path report() throws IOException {
      for (String kind : List.of("surefire", "failsafe")) {
        Path report =
            module.resolve("target/%s-reports/TEST-%s.xml".formatted(kind, name));
        if (Files.exists(report)) {
          return report;
        }
      }
      throw new IOException("no report");
    }
  }

  public static void main(String[] arguments) throws Exception {
    FileTime since = FileTime.from(Instant.ofEpochSecond(Long.parseLong(arguments[1])));
    List<Suite> suites;
    try (Stream<String> lines = Files.lines(Path.of(arguments[0]))) {
      suites =
          lines
              .filter(line -> !line.isBlank() && !line.startsWith("#"))
              .map(Suite::parse)
              .toList();
    }
    List<String> problems = new ArrayList<>();
    int ran = 0;
    for (Suite suite : suites) {
      int tests = count(suite, since, problems);
      System.out.printf("%5d of at least %3d  %s %s%n", tests, suite.least(), suite.module(), suite.name());
      ran += tests;
    }
    if (suites.isEmpty()) {
      problems.add("the list names no suite");
    }
    problems.forEach(problem -> System.out.println("PROBLEM " + problem));
    System.out.printf("%d passed, %d failed%n", ran, problems.size());
    System.exit(problems.isEmpty() ? 0 : 1);
  }

  private static int count(Suite suite, FileTime since, List<String> problems) throws Exception {
    Path report;
    try {
      report = suite.report();
    } catch (IOException e) {
      problems.add(suite.name() + " did not run");
      return 0;
    }
    if (Files.getLastModifiedTime(report).compareTo(since) < 0) {
      problems.add(suite.name() + " did not run; its report is an old one");
      return 0;
    }
    Element result =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(report.toFile())
            .getDocumentElement();
    int unsound = 0;
    for (String kind : List.of("errors", "failures", "skipped")) {
      unsound += Integer.parseInt(result.getAttribute(kind));
    }
    int tests = Integer.parseInt(result.getAttribute("tests")) - unsound;
    if (unsound > 0 || tests < suite.least()) {
      problems.add(
          "%s: %d passed, %d failed or skipped; at least %d must pass"
              .formatted(suite.name(), tests, unsound, suite.least()));
    }
    return tests;
  }
}
