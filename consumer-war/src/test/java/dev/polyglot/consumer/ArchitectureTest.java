package dev.polyglot.consumer;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;
import dev.polyglot.consumer.events.boundary.EventsListener;
import dev.polyglot.testing.ServiceArchitecture;
import java.io.FileDescriptor;

@AnalyzeClasses(packagesOf = ArchitectureTest.class, importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest static final ArchTests rulesOfEachService = ArchTests.in(ServiceArchitecture.class);

  @ArchTest
  static final ArchRule deadLettersKnowNothingOfEvents =
      noClasses()
          .that()
          .resideInAPackage("..deadletters..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("..events..");

  @ArchTest
  static final ArchRule componentsAreFreeOfCycles =
      slices().matching("dev.polyglot.consumer.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule theConsumerMeetsTheProducerInTheTopicOnly =
      noClasses().should().dependOnClassesThat().resideInAPackage("dev.polyglot.producer..");

  @ArchTest
  static final ArchRule onlyTheListenerWritesToTheConsole =
      noClasses()
          .that()
          .areNotAssignableTo(EventsListener.class)
          .should()
          .accessField(FileDescriptor.class, "out")
          .orShould()
          .accessField(System.class, "out")
          .orShould()
          .accessField(System.class, "err");
}
