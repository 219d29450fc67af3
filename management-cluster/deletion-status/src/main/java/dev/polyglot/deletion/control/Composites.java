package dev.polyglot.deletion.control;

import dev.polyglot.deletion.entity.StuckComposite;
import java.util.List;

/** The composites of a cluster's claims, and of their parts. */
public interface Composites {

  /** Those that Crossplane cannot compose, in no order. */
  List<StuckComposite> stuck();
}
