package dev.polyglot.producer;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;
import dev.polyglot.testing.ServiceArchitecture;

@AnalyzeClasses(packagesOf = ArchitectureTest.class, importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest static final ArchTests rulesOfEachService = ArchTests.in(ServiceArchitecture.class);

  @ArchTest
  static final ArchRule componentsAreFreeOfCycles =
      slices().matching("dev.polyglot.producer.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule theProducerMeetsTheConsumerInTheTopicOnly =
      noClasses().should().dependOnClassesThat().resideInAPackage("dev.polyglot.consumer..");

  @ArchTest
  static final ArchRule nothingIsWrittenToTheConsole =
      noClasses()
          .should()
          .accessField(System.class, "out")
          .orShould()
          .accessField(System.class, "err");
}
