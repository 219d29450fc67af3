package dev.polyglot.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyglot.local.system.BrokerSystem;
import dev.polyglot.local.system.PostLoad;
import dev.polyglot.local.system.ProducerSystem;
import dev.polyglot.local.system.RunningSystem;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A short load with each build; {@code mvn verify -Dit.test=AnswersUnderLoadIT -Dload.posts=1000000
 * -Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false} is a long one.
 */
@Isolated("its answers have a deadline, and it takes the whole machine")
@ExtendWith(RunningSystem.class)
class AnswersUnderLoadIT {

  private static final int POSTS = Integer.getInteger("load.posts", 6000);

  private final BrokerSystem broker;
  private final ProducerSystem producer;

  AnswersUnderLoadIT(BrokerSystem broker, ProducerSystem producer) {
    this.broker = broker;
    this.producer = producer;
  }

  @ParameterizedTest(name = "over {0} connections")
  @ValueSource(ints = {1, 32, 512})
  void answersEachPostOnceWithItsOwnId(int connections) {
    int posts = POSTS / 3;
    long recordsBefore = broker.recordCount("events");
    int linesBefore = producer.lines().size();

    PostLoad.Outcome outcome = PostLoad.run(producer.port(), connections, posts);

    assertThat(outcome.answers()).isEqualTo(posts);
    assertThat(outcome.wrong()).isEmpty();
    assertThat(broker.recordCount("events")).isEqualTo(recordsBefore + posts);
    assertThat(producer.lines().subList(linesBefore, producer.lines().size())).isEmpty();
  }
}
