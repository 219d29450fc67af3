package dev.polyglot.deletion.boundary;

import java.time.Duration;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;

/** The HTTP client of all calls of AWS, none of which may hold up a round for long. */
final class AwsHttp {

  static final Duration LONGEST_CALL = Duration.ofSeconds(20);

  private AwsHttp() {}

  /** A new one, which the caller closes. */
  static SdkHttpClient client() {
    return UrlConnectionHttpClient.builder()
        .connectionTimeout(LONGEST_CALL)
        .socketTimeout(LONGEST_CALL)
        .build();
  }
}
