package io.nudger.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Words that mean something: they mean the same wherever they come from. */
final class SpecialWordsTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "resolver: @ | system",
                "resolver: @ | 192.0.2.1",
                "resolver: [@] | 192.0.2.1",
                "proxy: @ | none",
                "ip_version: @ | auto 4 6",
                "http_version: @ | auto 1.1 2",
                "method: @ | GET HEAD POST PUT PATCH DELETE OPTIONS",
                "cache_busting: @ | true false",
                "follow_redirects: @ | true false",
                "reuse_connection: @ | true false",
                "evidence: @ | true false",
                "keep_match: @ | true false",
                "enabled: @ | true false",
                "tls: {verify: @} | true false",
                "tls: {min_version: @} | 1.2 1.3",
                "expect: {status: @} | 2xx 200-204",
                "expect: {status: [@]} | 2xx 404",
                "expect: {protocol: @} | HTTP/1.0 HTTP/1.1 HTTP/2",
                "expect: {headers: {x-debug: @}} | absent ^on$",
                "expect: {json: {$.a: @}} | absent present true null 5 !=5 >=5",
                "retries: @ | 0",
                "retry_interval: @ | 0 1s",
            })
    void ofTargets(String line, String words) throws Exception {
        for (String word : words.split(" ", -1)) {
            Targets plain = targets(line.replace("@", "'" + word + "'"), word);
            assertThat(targets(line.replace("@", "'${WORD}'"), word)).as(word).isEqualTo(plain);
            assertThat(targets(line.replace("@", "'${NONE:-" + word + "}'"), word))
                    .as(word)
                    .isEqualTo(plain);
            assertThat(targets(line.replace("@", "'${file:" + file(word) + "}'"), word))
                    .as(word)
                    .isEqualTo(plain);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "roles: [@] | monitor persister",
                "kafka: {format: @} | json protobuf",
                "kafka: {failure_topic: f, failure_topic_only: @} | true false",
                "postgres: {migrate: @} | true false",
                "postgres: {uri: 'postgresql://h/d?sslmode=@'} | disable require verify-full",
                "addresses: {deny: [@]} | 10.0.0.0/8 ::1",
                "checks: {max_in_flight: @} | 5",
            })
    void ofSettings(String line, String words) throws Exception {
        for (String word : words.split(" ", -1)) {
            Settings plain = settings(line, word, word);
            assertThat(settings(line, "${WORD}", word)).as(word).isEqualTo(plain);
            assertThat(settings(line, "${NONE:-" + word + "}", word)).as(word).isEqualTo(plain);
        }
    }

    private Targets targets(String line, String word) throws Exception {
        Path file = directory.resolve("targets.yaml");
        Files.writeString(file, "targets:\n  - name: a\n    url: https://a.example/\n    " + line + "\n");
        return new TargetsLoader(new TargetSource.AtPath(file), Map.of("WORD", word)::get).load();
    }

    private Settings settings(String line, String value, String word) throws Exception {
        Path file = directory.resolve("settings.yaml");
        String roles = line.startsWith("roles") ? "" : "roles: [persister]\n";
        String quoted = line.contains("'") ? value : "'" + value + "'";
        Files.writeString(file, roles + "targets: []\n" + line.replace("@", quoted) + "\n");
        return new SettingsLoader(Map.of("WORD", word)::get)
                .load(file.toString())
                .settings();
    }

    private Path file(String word) throws IOException {
        return Files.writeString(directory.resolve("word"), word + "\n");
    }
}
