package io.nudger.receivers;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

/** Notices about a site that does not exist, to see what a receiver makes of them. */
public final class Samples {
    private static final Duration OUTAGE = Duration.ofSeconds(750);

    private Samples() {}

    /** A notice of this kind, which is marked as a test. The same moment gives the same notice. */
    public static Notice of(Kind kind, Instant now) {
        Instant at = now.truncatedTo(ChronoUnit.SECONDS);
        Instant start = at.minus(OUTAGE);
        boolean over = kind == Kind.UP || kind == Kind.ZONE_OK || kind == Kind.LATE;
        Item item = new Item(
                "example",
                null,
                state(kind),
                over ? at : start,
                List.of("eu", "us"),
                over ? null : "timeout",
                over ? null : "No complete response within 5 s.",
                "https://www.example.com/",
                null,
                Map.of("team", "web"),
                "example/" + start);
        return new Notice(
                "test/" + start + "/" + kind,
                kind,
                headline(kind),
                kind == Kind.TEST || kind == Kind.WATCHDOG ? List.of() : List.of(item),
                0,
                at,
                over || kind == Kind.REMINDER ? OUTAGE : null,
                Notice.Links.NONE,
                true);
    }

    private static String state(Kind kind) {
        return switch (kind) {
            case DOWN, REMINDER, TEST, WATCHDOG -> "down";
            case UP, LATE -> "up";
            case PARTIAL -> "partial";
            case STALE -> "stale";
            case FLAPPING -> "flapping";
            case CERTIFICATE -> "certificate expires in 7 days";
            case ZONE -> "suspect";
            case ZONE_OK -> "trusted";
        };
    }

    private static String headline(Kind kind) {
        return switch (kind) {
            case DOWN -> "example is down (timeout)";
            case PARTIAL -> "example is down in 1 of 3 zones (timeout)";
            case UP -> "example is up again";
            case STALE -> "nothing is known of example any more";
            case REMINDER -> "example is still down (timeout)";
            case FLAPPING -> "example is flapping: 4 changes within 30 min";
            case LATE -> "example was down, as became known late";
            case CERTIFICATE -> "the certificate of example expires in 7 days";
            case ZONE -> "zone eu is suspect: 41 of 52 hosts are down there and up elsewhere";
            case ZONE_OK -> "zone eu is trusted again";
            case WATCHDOG -> "nudger works";
            case TEST -> "nudger can reach this receiver";
        };
    }
}
