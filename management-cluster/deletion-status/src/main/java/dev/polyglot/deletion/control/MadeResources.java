package dev.polyglot.deletion.control;

import dev.polyglot.deletion.entity.MadeResource;
import dev.polyglot.deletion.entity.UnnamedResource;
import java.util.List;

/** What the provider has made in AWS. */
public interface MadeResources {

  /**
   * What there is with the names of these managed resources in its tags; other resources of AWS may
   * be among them that have the tag from the one it was made for.
   *
   * @throws LookupFailedException if AWS does not tell
   */
  List<MadeResource> of(String region, List<UnnamedResource> unnamed);
}
