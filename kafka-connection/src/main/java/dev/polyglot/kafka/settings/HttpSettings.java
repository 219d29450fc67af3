package dev.polyglot.kafka.settings;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;

/**
 * Checks where a service is to listen. The server reads the same two variables before any
 * application does, and runs on without listening when they are wrong.
 */
public final class HttpSettings {

  private static final String ALLOWED_HOST =
      "* for every address, or a name or address of this machine";

  private HttpSettings() {}

  /**
   * Checks {@code HTTP_PORT} and {@code HTTP_HOST}, as far as they are set.
   *
   * @param settings where to look
   * @throws InvalidSettingException if the port is out of range or the host is no address of this
   *     machine
   */
  public static void check(Settings settings) {
    settings.number("HTTP_PORT", 1, 1, 65_535);
    String host = settings.text("HTTP_HOST").orElse("*");
    if (!host.equals("*") && !isOfThisMachine(host)) {
      throw new InvalidSettingException("HTTP_HOST", host, ALLOWED_HOST);
    }
  }

  private static boolean isOfThisMachine(String host) {
    try {
      InetAddress address = InetAddress.getByName(host);
      return address.isAnyLocalAddress() || NetworkInterface.getByInetAddress(address) != null;
    } catch (UnknownHostException | SocketException e) {
      return false;
    }
  }
}
