package io.nudger;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.Architectures.LayeredArchitecture;
import io.nudger.config.PostgresSettings;
import io.nudger.document.Node;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The rooms of the house, and which doors there are between them (docs/architecture.md). */
class RoomsTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.nudger");

    private static final Set<String> DECISIONS = Set.of(
            "Announcer",
            "Ballot",
            "Certificates",
            "Explanation",
            "FlappingRule",
            "FollowUps",
            "Grouping",
            "Habits",
            "Holds",
            "LateNews",
            "Mailbox",
            "MaintenancePlan",
            "NewsWriter",
            "Outages",
            "Routes",
            "StateRule",
            "Sweep",
            "Targets",
            "ZoneHealth",
            "ZoneNews");

    /** Each room, and the rooms that may enter it. */
    private static final Map<String, List<String>> DOORS = Map.ofEntries(
            Map.entry("cli", List.of("root")),
            Map.entry("app", List.of("root", "cli")),
            Map.entry("web", List.of("app", "page")),
            Map.entry("page", List.of("app")),
            Map.entry("query", List.of("app", "cli", "page")),
            Map.entry("alert", List.of("app", "cli")),
            Map.entry("reload", List.of("app", "alert", "page")),
            Map.entry("share", List.of("app")),
            Map.entry("probe", List.of("app", "http")),
            Map.entry("http", List.of("app", "cli")),
            Map.entry("evaluate", List.of("http")),
            Map.entry("outbox", List.of("app")),
            Map.entry("consume", List.of("app", "cli", "record", "alert", "report")),
            Map.entry("record", List.of("app", "cli", "alert", "query", "report")),
            Map.entry("report", List.of("app", "cli", "page")),
            Map.entry("imports", List.of("cli")),
            Map.entry("receivers", List.of("app", "cli", "alert")),
            Map.entry("kafka", List.of("app", "outbox", "consume", "alert", "share")),
            Map.entry("bus", List.of("app", "probe", "outbox", "share")),
            Map.entry(
                    "config",
                    List.of(
                            "root",
                            "app",
                            "cli",
                            "reload",
                            "share",
                            "http",
                            "imports",
                            "kafka",
                            "probe",
                            "outbox",
                            "consume",
                            "record",
                            "web",
                            "alert",
                            "receivers",
                            "query",
                            "page",
                            "report")),
            Map.entry(
                    "document",
                    List.of(
                            "root",
                            "app",
                            "cli",
                            "reload",
                            "config",
                            "imports",
                            "kafka",
                            "record",
                            "receivers",
                            "alert",
                            "page")),
            Map.entry("support", List.of("http", "kafka", "outbox", "consume", "record", "alert", "page", "share")),
            Map.entry("wire", List.of("config", "http", "outbox", "consume")));

    @Test
    void doorsLeadOneWay() {
        LayeredArchitecture rooms = layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("root")
                .definedBy("io.nudger")
                .layer("check")
                .definedBy("io.nudger.check")
                .whereLayer("root")
                .mayNotBeAccessedByAnyLayer();
        for (String room : DOORS.keySet()) {
            rooms = rooms.layer(room).definedBy("io.nudger." + room);
        }
        for (Map.Entry<String, List<String>> door : DOORS.entrySet()) {
            rooms = rooms.whereLayer(door.getKey())
                    .mayOnlyBeAccessedByLayers(door.getValue().toArray(String[]::new));
        }
        rooms.check(CLASSES);
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

    /** Another store is one more room that implements its interface, and a line of wiring. */
    @Test
    void theConsumerKnowsNoDatabase() {
        noClasses()
                .that()
                .resideInAPackage("io.nudger.consume")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.nudger.record..",
                        "io.vertx.sqlclient..",
                        "io.vertx.pgclient..",
                        "org.postgresql..",
                        "java.sql..")
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(PostgresSettings.class)
                .check(CLASSES);
    }

    @Test
    void theRecordKnowsNoKafka() {
        noClasses()
                .that()
                .resideInAPackage("io.nudger.record")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.nudger.kafka..", "io.vertx.kafka..", "org.apache.kafka..")
                .check(CLASSES);
    }

    /** What decides about states and notices gets a snapshot and a moment. */
    @Test
    void decisionsKnowNoClockNoDatabaseAndNoNetwork() {
        noClasses()
                .that()
                .resideInAPackage("io.nudger.alert")
                .and(simpleName(DECISIONS))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.vertx..", "java.sql..", "java.nio.file..", "java.net..", "org.slf4j..")
                .orShould()
                .callMethod(Instant.class, "now")
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
                .resideInAnyPackage("io.nudger.config", "io.nudger.document")
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

    private static DescribedPredicate<JavaClass> simpleName(Set<String> names) {
        return DescribedPredicate.describe(
                "decide", type -> names.contains(type.getName().replaceAll(".*\\.|\\$.*", "")));
    }
}
