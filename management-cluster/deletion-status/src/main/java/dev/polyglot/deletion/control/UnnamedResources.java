package dev.polyglot.deletion.control;

import dev.polyglot.deletion.entity.UnnamedResource;
import java.util.List;

/** The managed resources without an external name, of kinds that AWS itself names. */
public interface UnnamedResources {

  /** All of them, whether they are being deleted or not. */
  List<UnnamedResource> list();

  /** Writes the external name down. Does nothing if the resource is gone. */
  void name(UnnamedResource unnamed, String externalName);
}
