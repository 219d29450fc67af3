package dev.polyglot.deletion.boundary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.polyglot.deletion.entity.ClaimName;
import dev.polyglot.deletion.entity.StuckComposite;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KubernetesCompositesTest {

  private static final String LIST = "GET /apis/platform.polyglot.dev/v1alpha1/";
  private static final String EVENTS = "GET /api/v1/namespaces/default/events";
  private static final String SINCE = "2026-11-30T09:00:00Z";
  private static final String UNSYNCED = "Unsynced resources: cluster";

  private final HttpStub cluster = new HttpStub();
  private final KubernetesComposites composites = new KubernetesComposites(cluster.client());

  KubernetesCompositesTest() throws IOException {}

  @AfterEach
  void close() {
    cluster.close();
  }

  @Test
  void areNoneWhereTheyAreNotDefined() {
    assertThat(composites.stuck()).isEmpty();
    assertThat(cluster.lines()).hasSize(6);
  }

  @Test
  void areAskedForByTheLabelOfTheirClaim() {
    composites.stuck();
    assertThat(cluster.asked())
        .hasSize(6)
        .allMatch(question -> question.query().equals("labelSelector=crossplane.io/claim-name"));
  }

  @Test
  void areThoseThatCrossplaneCannotCompose() {
    cluster.answer(
        LIST + "xpolyglotenvironments",
        list(
            composite("", "True", "", ""),
            composite(
                "",
                "False",
                "cannot compose resources: cannot apply composed resource \\\"connection\\\":\\n"
                    + "secrets is forbidden: exceeded quota",
                "")));
    assertThat(composites.stuck())
        .containsExactly(
            new StuckComposite(
                new ClaimName("shop", "dev"),
                "environment",
                "cannot apply composed resource \"connection\": secrets is forbidden:"
                    + " exceeded quota",
                Instant.parse(SINCE)));
  }

  @Test
  void areCalledByTheirPart() {
    cluster.answer(
        LIST + "xkafkas",
        list(composite("\"app.kubernetes.io/component\": \"kafka\",", "False", "no", "")));
    assertThat(composites.stuck()).extracting(StuckComposite::part).containsExactly("kafka");
  }

  @Test
  void areNotThoseThatAreBeingDeletedOrOfNoClaim() {
    cluster.answer(
        LIST + "xkafkas",
        list(
            composite("", "False", "no", "\"deletionTimestamp\": \"%s\",".formatted(SINCE)),
            """
            {"apiVersion": "platform.polyglot.dev/v1alpha1", "kind": "XKafka",
             "metadata": {"name": "x", "uid": "uid-2", "labels": {"crossplane.io/claim-name": "dev"}},
             "status": {"conditions": [{"type": "Synced", "status": "False", "message": "no",
               "lastTransitionTime": "2026-11-30T09:00:00Z"}]}}"""));
    assertThat(composites.stuck()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {UNSYNCED, "cannot compose resources: some resources were invalid, check events"})
  void sayWhatTheLastEventSaysWhereCrossplanePointsToIt(String message) {
    cluster.answer(LIST + "xkafkas", list(composite("", "False", message, "")));
    cluster.answer(
        EVENTS,
        """
        {"kind": "EventList", "apiVersion": "v1", "metadata": {}, "items": [
          {"metadata": {"name": "a"}, "involvedObject": {}, "message": "earlier",
           "lastTimestamp": "2026-11-30T08:00:00Z"},
          {"metadata": {"name": "b"}, "involvedObject": {}, "lastTimestamp": "2026-11-30T08:59:00Z",
           "message": "cannot apply composed resource \\"cluster\\": spec.version: Unsupported value"},
          {"metadata": {"name": "c"}, "involvedObject": {}, "message": "of the new kind",
           "eventTime": "2026-11-30T08:30:00.000000Z"}]}""");
    assertThat(composites.stuck())
        .extracting(StuckComposite::message)
        .containsExactly(
            "cannot apply composed resource \"cluster\": spec.version: Unsupported value");
    assertThat(cluster.asked())
        .filteredOn(question -> question.line().equals(EVENTS))
        .hasSize(1)
        .allSatisfy(
            question ->
                assertThat(question.query()).contains("involvedObject.uid=uid-1", "type=Warning"));
  }

  @Test
  void sayWhatTheConditionSaysWhenTheEventHasGone() {
    cluster.answer(LIST + "xkafkas", list(composite("", "False", UNSYNCED, "")));
    cluster.answer(EVENTS, "{\"kind\": \"EventList\", \"apiVersion\": \"v1\", \"items\": []}");
    assertThat(composites.stuck()).extracting(StuckComposite::message).containsExactly(UNSYNCED);
  }

  @Test
  void sayNoMoreThanFitsIntoATable() {
    cluster.answer(LIST + "xkafkas", list(composite("", "False", "x".repeat(2000), "")));
    assertThat(composites.stuck())
        .extracting(StuckComposite::message)
        .containsExactly("x".repeat(600) + "...");
  }

  @ParameterizedTest
  @ValueSource(ints = {403, 500})
  void areUnknownWhereTheClusterDoesNotTell(int status) {
    cluster.answer(LIST + "xkafkas", status, "");
    assertThatExceptionOfType(KubernetesClientException.class)
        .isThrownBy(composites::stuck)
        .satisfies(e -> assertThat(e.getCode()).isEqualTo(status));
  }

  private static String composite(String label, String synced, String message, String metadata) {
    return """
        {"apiVersion": "platform.polyglot.dev/v1alpha1", "kind": "XKafka",
         "metadata": {%s "name": "dev-x7-kafka", "uid": "uid-1", "labels": {%s
           "crossplane.io/claim-name": "dev", "crossplane.io/claim-namespace": "shop"}},
         "status": {"conditions": [{"type": "Ready", "status": "True"},
           {"type": "Synced", "status": "%s", "message": "%s", "lastTransitionTime": "%s"}]}}"""
        .formatted(metadata, label, synced, message, SINCE);
  }

  private static String list(String... items) {
    return """
        {"kind": "List", "apiVersion": "platform.polyglot.dev/v1alpha1", "metadata": {},
         "items": [%s]}"""
        .formatted(String.join(",", items));
  }
}
