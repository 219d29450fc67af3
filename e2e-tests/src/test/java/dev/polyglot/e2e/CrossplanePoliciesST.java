package dev.polyglot.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyglot.e2e.system.Documents;
import dev.polyglot.e2e.system.Permissions;
import dev.polyglot.e2e.system.RepositorySystem;
import dev.polyglot.e2e.system.RunningSandbox;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** How far the management cluster's policies reach; it reads files only. */
@ExtendWith(RunningSandbox.class)
class CrossplanePoliciesST {

  private static final String TABLE = "crossplane-unconditioned.txt";

  private final Permissions permissions;

  CrossplanePoliciesST(RepositorySystem repository) {
    permissions = new Permissions(repository.policies(), "crossplane-permissions.yaml");
  }

  @Test
  void allowChangesWithoutAConditionOnlyWhereTheTableSaysSo() {
    List<String> unconditioned = permissions.unconditioned();

    assertThat(unconditioned)
        .as("against %s; if they are meant so:%n%s%n", TABLE, String.join("\n", unconditioned))
        .isEqualTo(Documents.lines(TABLE));
  }
}
