package dev.polyglot.testing;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The rules that hold in each service. */
public final class ServiceArchitecture {

  @ArchTest
  public static final ArchRule controlDoesNotKnowTheBoundary =
      noClasses()
          .that()
          .resideInAPackage("..control..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("..boundary..");

  @ArchTest
  public static final ArchRule entityKnowsNeitherBoundaryNorControl =
      noClasses()
          .that()
          .resideInAPackage("..entity..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("..boundary..", "..control..");

  @ArchTest
  public static final ArchRule controlAndEntityNeedNoContainer =
      noClasses()
          .that()
          .resideInAnyPackage("..control..", "..entity..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "jakarta.enterprise..",
              "jakarta.inject..",
              "jakarta.annotation..",
              "jakarta.ws.rs..",
              "org.eclipse.microprofile..");

  @ArchTest
  public static final ArchRule namesSayWhatAClassIsFor =
      noClasses().should().haveNameMatching(".*(Impl|Service|Manager|Utils?|Helper)");

  @ArchTest
  public static final ArchRule theLogIsWrittenThroughSystemLogger =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.util.logging..", "org.slf4j..");

  private ServiceArchitecture() {}
}
