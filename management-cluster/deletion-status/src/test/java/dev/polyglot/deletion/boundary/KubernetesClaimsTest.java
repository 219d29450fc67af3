package dev.polyglot.deletion.boundary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.polyglot.deletion.entity.ClaimName;
import dev.polyglot.deletion.entity.CompositionStatus;
import dev.polyglot.deletion.entity.DeletingClaim;
import dev.polyglot.deletion.entity.DeletionStatus;
import dev.polyglot.deletion.entity.DeletionStatus.Reason;
import dev.polyglot.deletion.entity.LiveClaim;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KubernetesClaimsTest {

  private static final String LIST =
      "GET /apis/platform.polyglot.dev/v1alpha1/polyglotenvironments";
  private static final String PATCH =
      "PATCH /apis/platform.polyglot.dev/v1alpha1/namespaces/shop/polyglotenvironments/dev/status";
  private static final Instant DELETED = Instant.parse("2026-11-22T10:00:00Z");
  private static final DeletingClaim CLAIM =
      new DeletingClaim(
          "shop", "dev", "uid-1", Optional.of("dev-x7"), DELETED, 41, Optional.empty());
  private static final DeletionStatus STATUS =
      new DeletionStatus("28/41", Reason.BLOCKED, "a load balancer", DELETED.plusSeconds(5));

  private static final LiveClaim LIVING =
      new LiveClaim(new ClaimName("shop", "dev"), "uid-1", Optional.empty());

  private final HttpStub cluster = new HttpStub();
  private final KubernetesClaims claims = new KubernetesClaims(cluster.client());

  KubernetesClaimsTest() throws IOException {}

  @AfterEach
  void close() {
    cluster.close();
  }

  @Test
  void areThoseThatSomebodyDeleted() {
    cluster.answer(
        LIST,
        list(
            claim("other", "", "{}"),
            claim("dev", DELETION, "{\"phase\": \"Ready\", \"resources\": {\"total\": 41}}")));
    assertThat(claims.deleting()).containsExactly(CLAIM);
    assertThat(cluster.lines()).containsExactly(LIST);
  }

  @Test
  void knowWhatTheirStatusSaysAlready() {
    cluster.answer(
        LIST,
        list(
            claim(
                "dev",
                DELETION,
                """
                {"phase": "Deleting", "progress": "28/41", "conditions": [
                  {"type": "Ready", "status": "False", "reason": "Deleting"},
                  {"type": "Deletion", "status": "False", "reason": "Blocked",
                   "message": "a load balancer", "lastTransitionTime": "2026-11-22T10:00:05Z"}]}""")));
    assertThat(claims.deleting())
        .containsExactly(
            new DeletingClaim(
                "shop", "dev", "uid-1", Optional.of("dev-x7"), DELETED, 41, Optional.of(STATUS)));
  }

  @Test
  void keepTheLargestNumberThatWasSeen() {
    cluster.answer(
        LIST,
        list(
            claim(
                "dev",
                DELETION,
                """
                {"phase": "Deleting", "progress": "1/43", "resources": {"total": 41},
                 "conditions": [{"type": "Deletion", "status": "False", "reason": "Waiting",
                   "message": "m", "lastTransitionTime": "2026-11-22T10:00:05Z"}]}""")));
    assertThat(claims.deleting()).hasSize(1);
    assertThat(claims.deleting().get(0).total()).isEqualTo(43);
  }

  @Test
  void takeNoNumberFromTheProgressOfTheMaking() {
    cluster.answer(
        LIST, list(claim("dev", DELETION, "{\"phase\": \"Creating\", \"progress\": \"18/41\"}")));
    assertThat(claims.deleting()).hasSize(1);
    assertThat(claims.deleting().get(0).total()).isZero();
    assertThat(claims.deleting().get(0).told()).isEmpty();
  }

  @Test
  void mayHaveNoStatusAndNoComposite() {
    cluster.answer(
        LIST,
        """
        {"kind": "PolyglotEnvironmentList", "apiVersion": "platform.polyglot.dev/v1alpha1",
         "items": [{"apiVersion": "platform.polyglot.dev/v1alpha1", "kind": "PolyglotEnvironment",
           "metadata": {"namespace": "shop", "name": "dev", "uid": "uid-1",
             "deletionTimestamp": "2026-11-22T10:00:00Z"}}]}""");
    assertThat(claims.deleting())
        .containsExactly(
            new DeletingClaim(
                "shop", "dev", "uid-1", Optional.empty(), DELETED, 0, Optional.empty()));
  }

  @Test
  void areNoneWhereTheyAreNotDefined() {
    assertThat(claims.deleting()).isEmpty();
    assertThat(cluster.lines()).containsExactly(LIST);
  }

  @ParameterizedTest
  @ValueSource(ints = {403, 500})
  void areUnknownWhereTheClusterDoesNotTell(int status) {
    cluster.answer(LIST, status, "");
    assertThatExceptionOfType(KubernetesClientException.class)
        .isThrownBy(claims::deleting)
        .satisfies(e -> assertThat(e.getCode()).isEqualTo(status));
  }

  @Test
  void areToldByThreeFieldsOfTheStatusAndNoOther() throws IOException {
    cluster.answer(PATCH, claim("dev", DELETION, "{}"));
    claims.tell(CLAIM, STATUS);
    assertApplied(
        "deletion-status",
        """
                {"apiVersion": "platform.polyglot.dev/v1alpha1", "kind": "PolyglotEnvironment",
                 "metadata": {"namespace": "shop", "name": "dev", "uid": "uid-1"},
                 "status": {"phase": "Deleting", "progress": "28/41", "conditions": [
                   {"type": "Deletion", "status": "False", "reason": "Blocked",
                    "message": "a load balancer", "lastTransitionTime": "2026-11-22T10:00:05Z"}]}}""");
  }

  private void assertApplied(String manager, String applied) throws IOException {
    assertThat(cluster.lines()).containsExactly(PATCH);
    HttpStub.Question question = cluster.asked().get(0);
    assertThat(question.query().split("&"))
        .containsExactlyInAnyOrder("fieldManager=" + manager, "force=true");
    assertThat(question.header("Content-type")).startsWith("application/apply-patch+yaml");
    ObjectMapper json = new ObjectMapper();
    assertThat(json.readTree(question.body())).isEqualTo(json.readTree(applied));
  }

  @Test
  void areLivingWhenNobodyDeletedThem() {
    cluster.answer(
        LIST,
        list(
            claim("gone", DELETION, "{}"),
            claim("dev", "", "{}"),
            claim(
                "test",
                "",
                """
                {"conditions": [{"type": "Composed", "status": "False", "reason": "Failed",
                  "message": "kafka: no", "lastTransitionTime": "2026-11-22T10:00:05Z"}]}""")));
    assertThat(claims.living())
        .containsExactly(
            LIVING,
            new LiveClaim(new ClaimName("shop", "test"), "uid-1", Optional.of(composition(false))));
  }

  @ParameterizedTest
  @CsvSource({"false, False, Failed, kafka: no", "true, True, Available, ''"})
  void areToldOfTheirCompositionByOneCondition(
      boolean isComposed, String status, String reason, String message) throws IOException {
    cluster.answer(PATCH, claim("dev", "", "{}"));
    claims.tell(LIVING, composition(isComposed));
    assertApplied(
        "composition-status",
        """
                {"apiVersion": "platform.polyglot.dev/v1alpha1", "kind": "PolyglotEnvironment",
                 "metadata": {"namespace": "shop", "name": "dev", "uid": "uid-1"},
                 "status": {"conditions": [
                   {"type": "Composed", "status": "%s", "reason": "%s", "message": "%s",
                    "lastTransitionTime": "2026-11-22T10:00:05Z"}]}}"""
            .formatted(status, reason, message));
  }

  private static CompositionStatus composition(boolean isComposed) {
    return new CompositionStatus(isComposed, isComposed ? "" : "kafka: no", DELETED.plusSeconds(5));
  }

  @ParameterizedTest
  @ValueSource(ints = {404, 409})
  void areNotToldWhenTheyHaveGoneOrAreOthers(int status) {
    cluster.answer(PATCH, status, "");
    claims.tell(CLAIM, STATUS);
    assertThat(cluster.lines()).containsExactly(PATCH);
  }

  @ParameterizedTest
  @ValueSource(ints = {403, 422, 500})
  void failWhenTheyCannotBeTold(int status) {
    cluster.answer(PATCH, status, "");
    assertThatExceptionOfType(KubernetesClientException.class)
        .isThrownBy(() -> claims.tell(CLAIM, STATUS))
        .satisfies(e -> assertThat(e.getCode()).isEqualTo(status));
  }

  private static final String DELETION = "\"deletionTimestamp\": \"2026-11-22T10:00:00Z\",";

  private static String claim(String name, String metadata, String status) {
    return """
        {"apiVersion": "platform.polyglot.dev/v1alpha1", "kind": "PolyglotEnvironment",
         "metadata": {%s "namespace": "shop", "name": "%s", "uid": "uid-1"},
         "spec": {"region": "eu-west-3", "resourceRef": {"name": "%s-x7"}}, "status": %s}"""
        .formatted(metadata, name, name, status);
  }

  private static String list(String... items) {
    return """
        {"kind": "PolyglotEnvironmentList", "apiVersion": "platform.polyglot.dev/v1alpha1",
         "metadata": {}, "items": [%s]}"""
        .formatted(String.join(",", items));
  }
}
