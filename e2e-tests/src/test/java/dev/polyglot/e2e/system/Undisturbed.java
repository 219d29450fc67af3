package dev.polyglot.e2e.system;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * While this test or class runs, no other restarts Crossplane or its providers. One that does locks
 * {@link #PROVIDERS} for itself.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ResourceLock(value = Undisturbed.PROVIDERS, mode = ResourceAccessMode.READ)
public @interface Undisturbed {

  /** What a restart takes from every other test. */
  String PROVIDERS = "Crossplane and its providers";
}
