package dev.polyglot.deletion.control;

import dev.polyglot.deletion.entity.Vpc;
import dev.polyglot.deletion.entity.VpcContents;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * Asks AWS for a network's contents at most every 20 seconds and gives the last answer in between:
 * a deletion may stay blocked for days, and the account's limit of calls is the providers' too.
 *
 * <p>A failure is not kept. For one thread.
 */
public final class PacedNetworks implements Networks {

  static final Duration PACE = Duration.ofSeconds(20);

  private final Networks asked;
  private final Clock clock;
  private final Map<Vpc, Answer> answers = new HashMap<>();

  public PacedNetworks(Networks asked, Clock clock) {
    this.asked = asked;
    this.clock = clock;
  }

  @Override
  public VpcContents contents(Vpc vpc) {
    Instant now = clock.instant();
    answers.values().removeIf(answer -> !answer.at().plus(PACE).isAfter(now));
    return answers
        .computeIfAbsent(vpc, unknown -> new Answer(asked.contents(unknown), now))
        .contents();
  }

  private record Answer(VpcContents contents, Instant at) {}
}
