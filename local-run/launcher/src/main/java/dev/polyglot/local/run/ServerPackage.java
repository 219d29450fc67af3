package dev.polyglot.local.run;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Enumeration;
import java.util.HexFormat;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * A packaged server, unpacked once for each content: a start needs the files, and unpacking takes
 * longer than checking.
 */
public final class ServerPackage {

  private ServerPackage() {}

  /**
   * Unpacks a runnable jar, unless this content is unpacked already.
   *
   * @param jar a runnable jar as the Liberty Maven plugin packages it
   * @param cache the folder that holds unpacked servers
   * @return the folder that holds {@code bin}, {@code lib} and {@code usr}
   * @throws UncheckedIOException if the jar cannot be read or the cache not be written
   */
  public static Path unpacked(Path jar, Path cache) {
    try {
      Path target = cache.resolve(digest(jar));
      if (!Files.isDirectory(target)) {
        Files.createDirectories(cache);
        Path partial = Files.createTempDirectory(cache, "unpacking-");
        unpack(jar, partial);
        try {
          Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException e) {
          // Another run was faster.
          TemporaryFolder.delete(partial);
          if (!Files.isDirectory(target)) {
            throw e;
          }
        }
      }
      return target.resolve("wlp");
    } catch (IOException e) {
      throw new UncheckedIOException("cannot unpack " + jar + " into " + cache, e);
    }
  }

  private static String digest(Path jar) throws IOException {
    try (InputStream content = Files.newInputStream(jar)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] buffer = new byte[1 << 16];
      for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
        digest.update(buffer, 0, read);
      }
      return HexFormat.of().formatHex(digest.digest(), 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void unpack(Path jar, Path folder) throws IOException {
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      Enumeration<? extends ZipEntry> entries = zip.entries();
      while (entries.hasMoreElements()) {
        ZipEntry entry = entries.nextElement();
        if (entry.getName().startsWith("wlp/") && !entry.isDirectory()) {
          unpack(zip, entry, folder);
        }
      }
    }
  }

  private static void unpack(ZipFile zip, ZipEntry entry, Path folder) throws IOException {
    Path file = folder.resolve(entry.getName()).normalize();
    if (!file.startsWith(folder)) {
      throw new IOException("entry '%s' leaves the archive".formatted(entry.getName()));
    }
    Files.createDirectories(file.getParent());
    try (InputStream content = zip.getInputStream(entry)) {
      Files.copy(content, file);
    }
  }
}
