package dev.polyglot.producer.problems;

/** Ends a request with a {@link Problem}. */
public final class ProblemException extends RuntimeException {

  private final transient Problem problem;

  /**
   * @param problem what the caller is told
   */
  public ProblemException(Problem problem) {
    super(problem.detail());
    this.problem = problem;
  }

  /** What the caller is told. */
  public Problem problem() {
    return problem;
  }
}
