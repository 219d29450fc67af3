package dev.polyglot.deletion.boundary;

import dev.polyglot.deletion.entity.ClaimName;
import dev.polyglot.deletion.entity.CompositionStatus;
import dev.polyglot.deletion.entity.DeletingClaim;
import dev.polyglot.deletion.entity.DeletionStatus;
import dev.polyglot.deletion.entity.DeletionStatus.Reason;
import dev.polyglot.deletion.entity.LiveClaim;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a claim as the API server gives it; what is not there or not as expected counts as absent.
 */
final class ClaimReader {

  static final String PHASE = "Deleting";
  static final String CONDITION = "Deletion";
  static final String COMPOSED = "Composed";

  private static final Pattern PROGRESS = Pattern.compile("\\d{1,6}/(\\d{1,6})");

  private final GenericKubernetesResource claim;

  private ClaimReader(GenericKubernetesResource claim) {
    this.claim = claim;
  }

  /** The claim; empty if nobody deleted it. */
  static Optional<DeletingClaim> read(GenericKubernetesResource claim) {
    return Optional.ofNullable(claim.getMetadata().getDeletionTimestamp())
        .map(at -> new ClaimReader(claim).read(Instant.parse(at)));
  }

  /** The claim; empty if somebody deleted it. */
  static Optional<LiveClaim> readLive(GenericKubernetesResource claim) {
    return claim.getMetadata().getDeletionTimestamp() == null
        ? Optional.of(
            new LiveClaim(
                new ClaimName(claim.getMetadata().getNamespace(), claim.getMetadata().getName()),
                claim.getMetadata().getUid(),
                Fields.condition(claim, COMPOSED).map(ClaimReader::composition)))
        : Optional.empty();
  }

  private static CompositionStatus composition(Map<String, Object> condition) {
    return new CompositionStatus(
        "True".equals(condition.get("status")),
        Fields.text(condition, "message").orElse(""),
        Instant.parse(Fields.text(condition, "lastTransitionTime").orElseThrow()));
  }

  private DeletingClaim read(Instant deletedAt) {
    Optional<DeletionStatus> told = told();
    return new DeletingClaim(
        claim.getMetadata().getNamespace(),
        claim.getMetadata().getName(),
        claim.getMetadata().getUid(),
        Fields.text(claim, "spec", "resourceRef", "name"),
        deletedAt,
        Math.max(resources(), told.map(ClaimReader::total).orElse(0)),
        told);
  }

  /** What the composition counted last. */
  private int resources() {
    return claim.get("status", "resources", "total") instanceof Number total
        ? Math.max(0, total.intValue())
        : 0;
  }

  private static int total(DeletionStatus told) {
    Matcher progress = PROGRESS.matcher(told.progress());
    return progress.matches() ? Integer.parseInt(progress.group(1)) : 0;
  }

  private Optional<DeletionStatus> told() {
    return Fields.text(claim, "status", "phase")
        .filter(PHASE::equals)
        .flatMap(phase -> Fields.condition(claim, CONDITION))
        .flatMap(this::told);
  }

  private Optional<DeletionStatus> told(Map<String, Object> condition) {
    return Arrays.stream(Reason.values())
        .filter(reason -> reason.word().equals(condition.get("reason")))
        .findFirst()
        .map(
            reason ->
                new DeletionStatus(
                    Fields.text(claim, "status", "progress").orElse(""),
                    reason,
                    Fields.text(condition, "message").orElse(""),
                    Instant.parse(Fields.text(condition, "lastTransitionTime").orElseThrow())));
  }
}
