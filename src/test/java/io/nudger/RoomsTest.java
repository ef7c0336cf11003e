package io.nudger;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.nudger.document.Node;
import org.junit.jupiter.api.Test;

/** The rooms of the house, and which doors there are between them (docs/architecture.md). */
class RoomsTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.nudger");

    @Test
    void doorsLeadOneWay() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("root")
                .definedBy("io.nudger")
                .layer("web")
                .definedBy("io.nudger.web")
                .layer("persist")
                .definedBy("io.nudger.persist")
                .layer("outbox")
                .definedBy("io.nudger.outbox")
                .layer("probe")
                .definedBy("io.nudger.probe")
                .layer("http")
                .definedBy("io.nudger.http")
                .layer("judge")
                .definedBy("io.nudger.judge")
                .layer("imports")
                .definedBy("io.nudger.imports")
                .layer("kafka")
                .definedBy("io.nudger.kafka")
                .layer("bus")
                .definedBy("io.nudger.bus")
                .layer("config")
                .definedBy("io.nudger.config")
                .layer("check")
                .definedBy("io.nudger.check")
                .layer("wire")
                .definedBy("io.nudger.wire")
                .whereLayer("root")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("web")
                .mayOnlyBeAccessedByLayers("root")
                .whereLayer("persist")
                .mayOnlyBeAccessedByLayers("root")
                .whereLayer("outbox")
                .mayOnlyBeAccessedByLayers("root")
                .whereLayer("probe")
                .mayOnlyBeAccessedByLayers("root")
                .whereLayer("http")
                .mayOnlyBeAccessedByLayers("root", "probe")
                .whereLayer("judge")
                .mayOnlyBeAccessedByLayers("http")
                .whereLayer("imports")
                .mayOnlyBeAccessedByLayers("root")
                .whereLayer("kafka")
                .mayOnlyBeAccessedByLayers("root", "outbox", "persist")
                .whereLayer("bus")
                .mayOnlyBeAccessedByLayers("root", "probe", "outbox")
                .whereLayer("config")
                .mayOnlyBeAccessedByLayers("root", "http", "imports", "kafka", "probe", "outbox", "persist", "web")
                .whereLayer("wire")
                .mayOnlyBeAccessedByLayers("check")
                .check(CLASSES);
    }

    @Test
    void noRoomIsEnteredFromBehind() {
        slices().matching("io.nudger.(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void theVocabularyDoesNoInputOrOutput() {
        noClasses()
                .that()
                .resideInAPackage("io.nudger.check")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.vertx..", "java.net.http..", "java.nio.file..", "java.sql..", "org.slf4j..")
                .check(CLASSES);
    }

    @Test
    void noCodeReachesIntoTheLibraries() {
        noClasses()
                .that()
                .resideInAPackage("io.nudger..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.vertx..impl..", "io.vertx..internal..", "org.apache.kafka..internals..")
                .check(CLASSES);
    }

    /** A word that is compared before its references are resolved is refused when it comes from the environment. */
    @Test
    void aValueIsLookedAtWhenItsReferencesAreResolved() {
        noClasses()
                .that()
                .resideInAPackage("io.nudger.config")
                .and()
                .doNotHaveSimpleName("Reading")
                .and()
                .doNotHaveSimpleName("TreeBuilder")
                .and()
                .doNotHaveSimpleName("Scalar")
                .should()
                .callMethod(Node.Scalar.class, "text")
                .check(CLASSES);
    }
}
