package io.nudger.imports;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which of the files that were given a pattern of Prometheus means. */
final class DiscoveryFilesTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    /etc/prometheus/sites.yml         | sites.yml           | true
                    /etc/prometheus/sites.yml         | /tmp/copy/sites.yml | true
                    /etc/prometheus/sites.yml         | hosts.yml           | false
                    /etc/prometheus/sites/*.yml       | a.yml               | true
                    /etc/prometheus/sites/*.yml       | sites/a.yml         | true
                    /etc/prometheus/sites/*.yml       | /tmp/sites/a.yml    | true
                    /etc/prometheus/sites/*.yml       | nodes/a.yml         | false
                    *.yml                             | nodes/a.yml         | true
                    /etc/prometheus/sites/*.json      | sites/a.yml         | false
                    """)
    void areFoundByTheirNameAndTheFolderOfAWildcard(String pattern, String name, boolean found) throws Exception {
        Source source = new Source(name, "- targets: [a.example]");
        DiscoveryFiles files = new DiscoveryFiles();
        files.add(source, Value.ofYaml(source));

        assertThat(files.groups(pattern).isEmpty()).isEqualTo(!found);
    }
}
