package dev.polyglot.deletion.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.polyglot.deletion.entity.Vpc;
import dev.polyglot.deletion.entity.VpcContents;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PacedNetworksTest {

  private static final Vpc ONE = new Vpc("vpc-1", "eu-west-3");
  private static final Vpc OTHER = new Vpc("vpc-2", "eu-west-3");

  private Instant now = Instant.parse("2026-11-22T10:00:00Z");
  private final InstantSource source = () -> now;
  private final List<Vpc> asked = new ArrayList<>();
  private boolean failing;
  private final PacedNetworks networks =
      new PacedNetworks(this::contents, source.withZone(ZoneOffset.UTC));

  @Test
  void asksOnceInTwentySeconds() {
    VpcContents first = networks.contents(ONE);
    now = now.plus(Duration.ofSeconds(20)).minusNanos(1);
    assertThat(networks.contents(ONE)).isSameAs(first);
    assertThat(asked).containsExactly(ONE);
  }

  @Test
  void asksAgainThen() {
    networks.contents(ONE);
    now = now.plus(Duration.ofSeconds(20));
    networks.contents(ONE);
    assertThat(asked).containsExactly(ONE, ONE);
  }

  @Test
  void asksForEachNetwork() {
    networks.contents(ONE);
    networks.contents(OTHER);
    assertThat(asked).containsExactly(ONE, OTHER);
  }

  @Test
  void asksAgainAfterAFailure() {
    failing = true;
    assertThatExceptionOfType(LookupFailedException.class).isThrownBy(() -> networks.contents(ONE));
    failing = false;
    networks.contents(ONE);
    assertThat(asked).containsExactly(ONE, ONE);
  }

  private VpcContents contents(Vpc vpc) {
    asked.add(vpc);
    if (failing) {
      throw new LookupFailedException("no", null);
    }
    return new VpcContents(List.of(), List.of(), List.of());
  }
}
