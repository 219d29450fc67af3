package dev.polyglot.local.system;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A certificate authority of its own for a test, as ACM PCA is for an environment. */
public final class CertificateAuthority {

  private final X500Name name;
  private final KeyPair keys = newKeys();
  private final X509CertificateHolder certificate;

  /** What proves a party: PEM text of a certificate and of its PKCS#8 key. */
  public record Identity(String certificate, String key) {}

  public CertificateAuthority(String name) {
    this.name = new X500Name("CN=" + name);
    this.certificate = sign(this.name, keys, true);
  }

  /** The PEM text of the authority's own certificate, which a party that trusts it holds. */
  public String certificate() {
    return pem(certificate);
  }

  /** Issues a certificate that is valid for 127.0.0.1. */
  public Identity issue(String commonName) {
    KeyPair pair = newKeys();
    return new Identity(pem(sign(new X500Name("CN=" + commonName), pair, false)), pemOfKey(pair));
  }

  /** The settings of a client that proves itself with a certificate of this authority. */
  public Map<String, String> mutualTls(Path folder, String client, String trusted) {
    Identity identity = issue(client);
    return Map.of(
        "KAFKA_SECURITY", "mtls",
        "KAFKA_CA_FILE", write(folder, client + "-ca.crt", trusted),
        "KAFKA_CERTIFICATE_FILE", write(folder, client + ".crt", identity.certificate()),
        "KAFKA_KEY_FILE", write(folder, client + ".key", identity.key()));
  }

  /** Writes a PEM file; gives its path. */
  public static String write(Path folder, String name, String text) {
    try {
      return Files.writeString(folder.resolve(name), text).toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private X509CertificateHolder sign(X500Name subject, KeyPair pair, boolean authority) {
    Instant now = Instant.now();
    JcaX509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            name,
            BigInteger.valueOf(now.toEpochMilli()),
            Date.from(now.minus(Duration.ofHours(1))),
            Date.from(now.plus(Duration.ofHours(1))),
            subject,
            pair.getPublic());
    try {
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
      if (!authority) {
        builder.addExtension(
            Extension.subjectAlternativeName,
            false,
            new GeneralNames(new GeneralName(GeneralName.iPAddress, "127.0.0.1")));
      }
      return builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate()));
    } catch (IOException | OperatorCreationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static KeyPair newKeys() {
    try {
      return KeyPairGenerator.getInstance("EC").generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String pemOfKey(KeyPair pair) {
    try {
      return pem(new JcaPKCS8Generator(pair.getPrivate(), null));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String pem(Object object) {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
      writer.writeObject(object);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }
}
