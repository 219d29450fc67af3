package dev.polyglot.e2e.system;

import java.time.Duration;
import java.util.Map;
import java.util.function.Function;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives tests the parts of the running sandbox; one of each serves all of them. */
public final class RunningSandbox implements ParameterResolver {

  /**
   * How long a test waits for what the sandbox's own programs take, with other classes next to it;
   * what AWS takes is added. It judges no speed: an end that comes late is an end.
   */
  public static final Duration PATIENCE = Duration.ofMinutes(15);

  static {
    // A look costs the sandbox's processor dozens of requests or the start of a CLI, and classes
    // look
    // next to each other.
    Awaitility.setDefaultPollInterval(Duration.ofSeconds(1));
    Awaitility.setDefaultTimeout(PATIENCE);
  }

  private static final ExtensionContext.Namespace STORE =
      ExtensionContext.Namespace.create(RunningSandbox.class);

  private static final Map<Class<?>, Function<ExtensionContext, Object>> PARTS =
      Map.of(
          ClusterSystem.class, RunningSandbox::cluster,
          EnvironmentSystem.class,
              context ->
                  new EnvironmentSystem(
                      cluster(context),
                      new CloudSystem(Settings.aws()),
                      new RepositorySystem(Settings.root())),
          CloudSystem.class, context -> new CloudSystem(Settings.aws()),
          ProviderSystem.class, context -> new ProviderSystem(cluster(context)),
          RepositorySystem.class, context -> new RepositorySystem(Settings.root()),
          InstallationSystem.class, context -> new InstallationSystem(cluster(context)),
          DashboardSystem.class, context -> new DashboardSystem(cluster(context)));

  private static ClusterSystem cluster(ExtensionContext context) {
    return context
        .getRoot()
        .getStore(STORE)
        .getOrComputeIfAbsent(
            ClusterSystem.class,
            type -> new ClusterSystem(Settings.kubeconfig()),
            ClusterSystem.class);
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return PARTS.containsKey(parameter.getParameter().getType());
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return PARTS.get(parameter.getParameter().getType()).apply(context);
  }
}
