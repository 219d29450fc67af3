package dev.polyglot.deletion.boundary;

import dev.polyglot.deletion.control.LookupFailedException;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.Ec2ClientBuilder;

/** How EC2 is asked. */
final class AwsEc2 {

  /** As the provider calls it in its ProviderConfig. */
  private static final List<String> NAMES = List.of("ec2");

  private AwsEc2() {}

  /** A client of a region, for a few questions. */
  static Ec2Client client(SdkHttpClient http, ProviderAccess access, String region) {
    Ec2ClientBuilder builder =
        Ec2Client.builder()
            .httpClient(http)
            .credentialsProvider(access.credentials())
            .region(Region.of(region))
            .overrideConfiguration(override -> override.apiCallTimeout(AwsHttp.LONGEST_CALL));
    access.endpoint(NAMES).ifPresent(builder::endpointOverride);
    return builder.build();
  }

  /** What AWS said, without the request's number, which is another each time. */
  static LookupFailedException failure(AwsServiceException e) {
    return new LookupFailedException(
        Optional.ofNullable(e.awsErrorDetails())
            .map(details -> "%s: %s".formatted(details.errorCode(), details.errorMessage()))
            .orElseGet(e::getMessage),
        e);
  }
}
