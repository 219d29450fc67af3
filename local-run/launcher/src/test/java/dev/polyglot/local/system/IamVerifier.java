package dev.polyglot.local.system;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.Provider;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.security.auth.Subject;
import javax.security.auth.callback.CallbackHandler;
import javax.security.auth.spi.LoginModule;
import javax.security.sasl.SaslException;
import javax.security.sasl.SaslServer;
import javax.security.sasl.SaslServerFactory;

/**
 * The broker's side of {@code AWS_MSK_IAM}: checks the signature that a client sends as MSK does.
 *
 * <p>The payload is described in the README of aws-msk-iam-auth; the signature is that of AWS
 * Signature Version 4 for a presigned {@code GET}.
 */
public final class IamVerifier implements SaslServer {

  public static final String MECHANISM = "AWS_MSK_IAM";
  public static final String ACCESS_KEY = "AKIDLOCALTEST";
  public static final String SECRET_KEY = "local-test-secret";
  public static final String REGION = "eu-west-3";

  private static final ObjectMapper JSON = new ObjectMapper();

  private String identity;

  /** Makes the mechanism known to the broker in this process. */
  public static Provider provider() {
    return new Mechanism();
  }

  @Override
  public byte[] evaluateResponse(byte[] response) throws SaslException {
    try {
      JsonNode payload = JSON.readTree(response);
      String expected = signature(payload);
      String actual = payload.path("x-amz-signature").asText();
      if (!"kafka-cluster:Connect".equals(payload.path("action").asText())
          || !expected.equals(actual)) {
        throw new SaslException("Access denied");
      }
      identity = payload.path("x-amz-credential").asText().split("/")[0];
      return "{\"version\":\"2020_10_22\",\"request-id\":\"local\"}"
          .getBytes(StandardCharsets.UTF_8);
    } catch (IOException | GeneralSecurityException e) {
      throw new SaslException("Access denied", e);
    }
  }

  private static String signature(JsonNode payload) throws GeneralSecurityException {
    String date = payload.path("x-amz-date").asText();
    String scope = "%s/%s/kafka-cluster/aws4_request".formatted(date.substring(0, 8), REGION);
    String request =
        String.join(
            "\n",
            "GET",
            "/",
            query(payload, ACCESS_KEY + "/" + scope),
            "host:" + payload.path("host").asText(),
            "",
            "host",
            sha256(""));
    String toSign = String.join("\n", "AWS4-HMAC-SHA256", date, scope, sha256(request));
    byte[] key = ("AWS4" + SECRET_KEY).getBytes(StandardCharsets.UTF_8);
    for (String part : scope.split("/")) {
      key = hmac(key, part);
    }
    return HexFormat.of().formatHex(hmac(key, toSign));
  }

  private static String query(JsonNode payload, String credential) {
    Map<String, String> parameters = new TreeMap<>();
    parameters.put("Action", "kafka-cluster:Connect");
    parameters.put("X-Amz-Algorithm", "AWS4-HMAC-SHA256");
    parameters.put("X-Amz-Credential", credential);
    parameters.put("X-Amz-Date", payload.path("x-amz-date").asText());
    parameters.put("X-Amz-Expires", payload.path("x-amz-expires").asText());
    parameters.put("X-Amz-SignedHeaders", "host");
    return parameters.entrySet().stream()
        .map(entry -> entry.getKey() + "=" + encode(entry.getValue()))
        .collect(Collectors.joining("&"));
  }

  private static String encode(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8);
  }

  private static String sha256(String text) throws GeneralSecurityException {
    return HexFormat.of()
        .formatHex(
            MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public String getMechanismName() {
    return MECHANISM;
  }

  @Override
  public boolean isComplete() {
    return identity != null;
  }

  @Override
  public String getAuthorizationID() {
    return identity;
  }

  @Override
  public byte[] unwrap(byte[] incoming, int offset, int length) {
    throw new IllegalStateException("no security layer");
  }

  @Override
  public byte[] wrap(byte[] outgoing, int offset, int length) {
    throw new IllegalStateException("no security layer");
  }

  @Override
  public Object getNegotiatedProperty(String name) {
    return null;
  }

  @Override
  public void dispose() {
    identity = null;
  }

  private static final class Mechanism extends Provider {

    private static final long serialVersionUID = 1L;

    Mechanism() {
      super("IamVerifier", "1", "AWS_MSK_IAM for a broker");
      put("SaslServerFactory." + MECHANISM, Factory.class.getName());
    }
  }

  /** Made by the Java runtime, by name. */
  public static final class Factory implements SaslServerFactory {

    @Override
    public SaslServer createSaslServer(
        String mechanism,
        String protocol,
        String serverName,
        Map<String, ?> properties,
        CallbackHandler handler) {
      return new IamVerifier();
    }

    @Override
    public String[] getMechanismNames(Map<String, ?> properties) {
      return new String[] {MECHANISM};
    }
  }

  /** The broker itself logs in as nobody; made by the Java runtime, by name. */
  public static final class NoLogin implements LoginModule {

    @Override
    public void initialize(
        Subject subject, CallbackHandler handler, Map<String, ?> state, Map<String, ?> options) {}

    @Override
    public boolean login() {
      return true;
    }

    @Override
    public boolean commit() {
      return true;
    }

    @Override
    public boolean abort() {
      return false;
    }

    @Override
    public boolean logout() {
      return true;
    }
  }
}
