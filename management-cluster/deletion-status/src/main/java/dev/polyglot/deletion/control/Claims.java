package dev.polyglot.deletion.control;

import dev.polyglot.deletion.entity.DeletingClaim;
import dev.polyglot.deletion.entity.DeletionStatus;
import java.util.List;

/** The claims of a cluster. */
public interface Claims {

  /** Those that somebody deleted and that are still there, in no order. */
  List<DeletingClaim> deleting();

  /**
   * Writes on a claim's status, and nothing else of it. Does nothing if the claim has gone since,
   * or another has taken its name.
   */
  void tell(DeletingClaim claim, DeletionStatus status);
}
