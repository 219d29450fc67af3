package dev.polyglot.e2e.system;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

/** The emulated AWS account, seen from outside: what exists in it, and what was asked of it. */
public final class CloudSystem {

  private static final Set<String> POLICIES_OF_A_ROLE =
      Set.of("iam:AttachRolePolicy", "iam:PutRolePolicy");

  /** Actions that change nothing, by how AWS names them. */
  private static final Pattern READING =
      Pattern.compile("(Describe|Get|List|Head|Search|Lookup|BatchGet|BatchCheck).*");

  private final HttpClient http =
      HttpClient.newBuilder()
          .proxy(HttpClient.Builder.NO_PROXY)
          .connectTimeout(Duration.ofSeconds(10))
          .build();
  private final URI address;

  CloudSystem(URI address) {
    this.address = address;
  }

  /** Here a part of this time passes: what AWS takes so long for, divided by the time scale. */
  public Duration scaled(Duration onAws) {
    return Duration.ofMillis(Math.round(onAws.toMillis() / timeScale()));
  }

  /** AWS's seconds in a second here. */
  public double timeScale() {
    return ask("health").required("timeScale").asDouble();
  }

  /** Everything that a fresh account would not have; what is scheduled for deletion is not here. */
  public List<JsonNode> resources() {
    return StreamSupport.stream(ask("dump").spliterator(), false).toList();
  }

  /**
   * The part of the account that a test works in, while others work in theirs.
   *
   * @param regions where it makes things; no other test makes any there
   * @param names what the names of its things in the global services contain
   */
  public AccountPart part(Set<String> regions, Set<String> names) {
    return new AccountPart(this, regions, names);
  }

  /**
   * Every action that Crossplane's providers and {@code deletion-status} called, as {@code
   * service:Action} under the API's names, and how often.
   */
  public Map<String, Integer> callsOfTheManagementCluster() {
    Map<String, Integer> calls = new TreeMap<>();
    ask("calls?caller=CROSSPLANE")
        .forEach(
            call ->
                calls.put(
                    call.required("service").asText() + ":" + call.required("action").asText(),
                    call.required("count").asInt()));
    return calls;
  }

  /**
   * Every action that IAM was asked about in the management cluster's name, as a policy calls it:
   * those of its calls, and those that services ask for while they answer them.
   */
  public Set<String> rightsAskedOfTheManagementCluster() {
    Set<String> actions = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    ask("rights?caller=CROSSPLANE")
        .required("actions")
        .forEach(row -> actions.add(row.required("action").asText()));
    return actions;
  }

  /**
   * AWS's words to the management cluster, each time that it lacked a right. Left out is what was
   * asked of a role that had gone: Crossplane applies policies for a moment longer than there is a
   * role, and IAM knows no path of a role that does not exist, by which the right is given.
   */
  public List<String> refusalsOfTheManagementCluster() {
    return Documents.elements(ask("rights?caller=CROSSPLANE").required("refusals")).stream()
        .filter(refusal -> !isOfARoleThatHasGone(refusal))
        .map(refusal -> refusal.required("message").asText())
        .toList();
  }

  private static boolean isOfARoleThatHasGone(JsonNode refusal) {
    return POLICIES_OF_A_ROLE.contains(refusal.required("action").asText())
        && refusal.required("resource").asText().startsWith("role ");
  }

  /**
   * The calls that changed something or were to, in order: {@code service}, {@code action}, {@code
   * region}, {@code parameters}, and {@code refused}, which is empty where the call was not.
   */
  List<JsonNode> changes() {
    return Documents.elements(ask("changes"));
  }

  /** Lets the creation of a cluster, {@code kafka/NAME} or {@code eks/NAME}, end in FAILED. */
  public void doom(String cluster) {
    tell("doom?cluster=" + cluster);
  }

  /** Lets the creation of an MSK cluster, {@code kafka/NAME}, go on until it is released. */
  public void hold(String cluster) {
    tell("hold?cluster=" + cluster);
  }

  public void release(String cluster) {
    tell("release?cluster=" + cluster);
  }

  private void tell(String what) {
    send(
        HttpRequest.newBuilder(address.resolve("/polyglot/" + what))
            .timeout(Duration.ofSeconds(30))
            .POST(HttpRequest.BodyPublishers.noBody())
            .build());
  }

  /** True if an action, {@code service:Action}, changes something. */
  static boolean changes(String action) {
    return !READING.matcher(action.substring(action.indexOf(':') + 1)).matches();
  }

  private JsonNode ask(String what) {
    URI uri = address.resolve("/polyglot/" + what);
    return send(HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(30)).build());
  }

  private JsonNode send(HttpRequest request) {
    URI uri = request.uri();
    try {
      HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new AssertionError(uri + " answered " + answer.statusCode() + ": " + answer.body());
      }
      return Documents.parse(answer.body());
    } catch (IOException e) {
      throw new IllegalStateException("no answer from " + uri, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
