package dev.polyglot.deletion.control;

import dev.polyglot.deletion.entity.CompositionStatus;
import dev.polyglot.deletion.entity.DeletingClaim;
import dev.polyglot.deletion.entity.DeletionStatus;
import dev.polyglot.deletion.entity.LiveClaim;
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

  /** Those that nobody deleted, in no order. */
  List<LiveClaim> living();

  /** The same for a claim that nobody deleted. */
  void tell(LiveClaim claim, CompositionStatus status);
}
