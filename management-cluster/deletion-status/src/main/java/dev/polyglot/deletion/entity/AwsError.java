package dev.polyglot.deletion.entity;

import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What AWS answered, without the words that the provider puts around it.
 *
 * @param text one line of about 600 characters at most
 */
public record AwsError(String text) {

  /** What an error says about the deletion that it ended. */
  public enum Nature {
    /** It passes by itself: AWS is busy, or the resource has just gone. */
    PASSING,
    /** Something else that uses the resource has to go first. */
    DEPENDENT,
    /** It stays until somebody does something. */
    LASTING
  }

  private static final int LONGEST = 600;
  private static final String FAILED_CLUSTER = "cluster in FAILED state";

  /**
   * What EKS says of a cluster that has compute. The environment's own is gone before Crossplane
   * deletes the cluster, so that it is somebody else's, whatever state the words name.
   */
  private static final Pattern USED_CLUSTER =
      Pattern.compile("Cluster has (Fargate [Pp]rofiles|nodegroups)");

  /** How AWS's SDK for Go, which the provider is made with, writes an answer of AWS. */
  private static final Pattern ANSWER = Pattern.compile("api error (\\w[\\w.]*: .*)");

  /** Terraform's diagnostics, in which the provider wraps an error: severity, text, path. */
  private static final Pattern DIAGNOSTICS = Pattern.compile("^.*?\\[\\{\\d+ (.*?)\\s*\\[]}.*$");

  /**
   * The AuthFailure is what EC2 says of an address while a NAT gateway holds it, which goes first;
   * for want of a right it says another.
   */
  private static final Pattern PASSING =
      Pattern.compile(
          "Throttl|RequestLimitExceeded|TooManyRequests|is still running|object has been modified"
              + "|NotFound|NoSuchEntity|does not exist"
              + "|AuthFailure: You do not have permission to access the specified resource"
              + "|\\b(CREATING|UPDATING|MAINTENANCE|REBOOTING_BROKER|HEALING|PENDING|DELETING)\\b");

  private static final Pattern DEPENDENT =
      Pattern.compile(
          "DependencyViolation|InUse|DeleteConflict|has dependen|dependent object|in use");

  public AwsError {
    Objects.requireNonNull(text, "text");
  }

  /** The error in the message of a managed resource's condition. */
  public static AwsError in(String message) {
    String line = message.replaceAll("\\s+", " ").strip();
    Matcher diagnostics = DIAGNOSTICS.matcher(line);
    String unwrapped = diagnostics.matches() ? diagnostics.group(1) : line;
    Matcher answer = ANSWER.matcher(unwrapped);
    String text = answer.find() ? answer.group(1) : unwrapped;
    return new AwsError(text.length() > LONGEST ? text.substring(0, LONGEST) + "..." : text);
  }

  /** Whether AWS refused something of a cluster of brokers because the cluster has failed. */
  public boolean isOfFailedCluster() {
    return text.contains(FAILED_CLUSTER);
  }

  /** Whether AWS refused to delete a Kubernetes cluster because pods of others may run in it. */
  public boolean isOfUsedCluster() {
    return USED_CLUSTER.matcher(text).find();
  }

  public Nature nature() {
    if (isOfUsedCluster()) {
      return Nature.LASTING;
    }
    if (PASSING.matcher(text).find()) {
      return Nature.PASSING;
    }
    return DEPENDENT.matcher(text).find() ? Nature.DEPENDENT : Nature.LASTING;
  }
}
