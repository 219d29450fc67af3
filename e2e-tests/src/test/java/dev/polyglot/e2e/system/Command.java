package dev.polyglot.e2e.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A command line that ends by itself: its exit status and all that it printed. */
public record Command(int status, String output) {

  static Command run(List<String> line, Duration deadline, String... arguments) {
    List<String> all = new ArrayList<>(line);
    all.addAll(List.of(arguments));
    try {
      Path output = Files.createTempFile("polyglot-e2e", ".log");
      try {
        Process process =
            new ProcessBuilder(all)
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(output.toFile())
                .start();
        if (!process.waitFor(deadline.toSeconds(), TimeUnit.SECONDS)) {
          process.descendants().forEach(ProcessHandle::destroyForcibly);
          process.destroyForcibly();
          throw new AssertionError(
              all + " did not end in " + deadline + ":\n" + Files.readString(output));
        }
        return new Command(process.exitValue(), Files.readString(output));
      } finally {
        Files.deleteIfExists(output);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot run " + all, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
