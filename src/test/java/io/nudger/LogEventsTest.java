package io.nudger;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What stands in the log: an event in lower case, of a component that one can look for. */
class LogEventsTest {
    private static final Path SOURCES = Path.of("src/main/java");
    private static final Pattern EVENT =
            Pattern.compile("\\b(?:LOG|logger)\\.(?:trace|debug|info|warn|error)\\(\\s*\"([^\"]*)");
    private static final Pattern LOGGER = Pattern.compile("LoggerFactory\\.getLogger\\(\"([^\"]*)\"\\)");

    @Test
    void eventsAreInLowerCase() throws IOException {
        assertThat(found(EVENT)).hasSizeGreaterThan(40).allMatch(event -> event.matches("[a-z{].*"));
    }

    @Test
    void loggersAreNamedByComponent() throws IOException {
        assertThat(found(LOGGER)).hasSizeGreaterThan(10).allMatch(name -> name.matches("nudger\\.[a-z]+"));
        noClasses()
                .should()
                .callMethod(LoggerFactory.class, "getLogger", Class.class)
                .check(new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages("io.nudger"));
    }

    private static List<String> found(Pattern pattern) throws IOException {
        List<String> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(SOURCES)) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".java")).toList()) {
                Matcher matcher = pattern.matcher(Files.readString(file));
                while (matcher.find()) {
                    found.add(matcher.group(1));
                }
            }
        }
        return found;
    }
}
