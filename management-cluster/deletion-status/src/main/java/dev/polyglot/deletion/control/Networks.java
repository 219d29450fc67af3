package dev.polyglot.deletion.control;

import dev.polyglot.deletion.entity.Vpc;
import dev.polyglot.deletion.entity.VpcContents;

/** The networks of an AWS account. */
public interface Networks {

  /**
   * What is in a network that can hold it back.
   *
   * @throws LookupFailedException if AWS does not tell
   */
  VpcContents contents(Vpc vpc);
}
