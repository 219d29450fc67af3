package dev.polyglot.deletion.control;

import dev.polyglot.deletion.entity.ManagedResource;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The managed resources of a cluster. */
public interface ManagedResources {

  /**
   * All that remain of composite resources and of those composed by them; either all are found or
   * none, so that what could not be asked for never looks gone.
   *
   * @param composites names of composite resources that no other composed
   * @return by the name of the composite resource; nothing for one without any
   */
  Map<String, List<ManagedResource>> of(Set<String> composites);
}
