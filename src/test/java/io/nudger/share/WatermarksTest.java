package io.nudger.share;

import static org.assertj.core.api.Assertions.assertThat;

import io.nudger.check.Shares;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class WatermarksTest {
    private static final long NOW = 1_795_000_000_000_000L;
    private static final long SECOND = 1_000_000;

    private final Watermarks watermarks = new Watermarks();

    private static Watermark watermark(int share, int count, long until, String monitor) {
        return new Watermark(share, count, until, NOW, "abc", monitor, 2.5, false);
    }

    @Test
    void metadataIsReadAsItWasWritten() {
        Watermark released = new Watermark(3, 64, NOW - SECOND, NOW, "1f", "monitor-1", 12.345, true);

        assertThat(Watermark.of(3, released.toJson())).isEqualTo(released);
        assertThat(released.toJson())
                .startsWith("{\"v\":1,\"accounted_until\":\"")
                .hasSizeLessThan(300);
        assertThat(Watermark.of(3, watermark(3, 64, NOW, "m").toJson())).isEqualTo(watermark(3, 64, NOW, "m"));
        assertThat(Watermark.of(3, released.toJson().replace("\"v\":1", "\"v\":2,\"new\":{}")))
                .as("of a later version")
                .isEqualTo(released);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "null",
                "{}",
                "{\"v\":1,\"accounted_until\":7,\"written_at\":7,\"shares\":64,\"targets\":\"\",\"monitor\":\"m\"}",
                "{\"v\":1,\"accounted_until\":\"soon\",\"written_at\":\"now\",\"shares\":64,\"targets\":\"\",\"monitor\":\"m\"}",
                "{\"v\":1,\"accounted_until\":\"2026-11-30T10:00:00Z\",\"written_at\":\"2026-11-30T10:00:00Z\",\"shares\":3,"
                        + "\"targets\":\"\",\"monitor\":\"m\"}",
            })
    void whatSomebodyElseHasCommittedIsPassedOver(String metadata) {
        assertThat(Watermark.of(3, metadata)).isNull();
    }

    @Test
    void theNewestOfAShareCounts() {
        watermarks.learn(List.of(watermark(0, 1, NOW, "a")));
        watermarks.learn(List.of(new Watermark(0, 1, NOW + SECOND, NOW - SECOND, "abc", "b", 0, false)));

        assertThat(watermarks.accountedUntil("t")).isEqualTo(NOW);
        assertThat(watermarks.accountedUntil("other")).isEqualTo(NOW);
        assertThat(new Watermarks().accountedUntil("t")).isNull();
    }

    /** A target may lie in a share that nobody has owned before. */
    @Test
    void whenTheTopicGrowsATargetGoesOnWhereItsOldShareWasLeft() {
        int old = Shares.shareOf(Shares.hash("t"), 64);
        int grown = Shares.shareOf(Shares.hash("t"), 100);
        IntStream.range(0, 64)
                .forEach(share -> watermarks.learn(List.of(watermark(share, 64, NOW + share * SECOND, "a"))));

        assertThat(watermarks.accountedUntil("t")).isEqualTo(NOW + old * SECOND);

        watermarks.learn(List.of(watermark(grown, 100, NOW + 500 * SECOND, "a")));
        assertThat(watermarks.accountedUntil("t")).isEqualTo(NOW + 500 * SECOND);
        assertThat(watermarks.earliest(Shares.of(64, List.of(3, 5)))).isEqualTo(NOW + 3 * SECOND);
        assertThat(watermarks.earliest(Shares.none(64))).isNull();
    }

    @Test
    void whoOwnsWhatIsWhatTheOwnersHaveSaidLately() {
        watermarks.learn(List.of(
                watermark(0, 8, NOW, "a"),
                watermark(1, 8, NOW, "a"),
                watermark(2, 8, NOW, "b"),
                new Watermark(3, 8, NOW, NOW - 20 * SECOND, "abc", "dead", 1, false),
                new Watermark(4, 8, NOW, NOW, "abc", "gone", 1, true),
                new Watermark(5, 8, NOW, NOW, "def", "c", 1, false)));

        assertThat(watermarks.owners(8, NOW + SECOND)).hasToString("{a=[0, 1], b=[2], c=[5]}");
        assertThat(watermarks.load(8, NOW)).containsEntry("a", 5.0).containsEntry("b", 2.5);
        assertThat(watermarks.differing(8, "abc", NOW)).containsExactly("c");
        assertThat(watermarks.hasOthers("a", NOW)).isTrue();
        assertThat(watermarks.hasOthers("a", NOW + 60 * SECOND)).isFalse();
    }
}
