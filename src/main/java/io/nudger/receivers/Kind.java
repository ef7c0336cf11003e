package io.nudger.receivers;

/** What a notice is about. */
public enum Kind {
    /** Targets are down. */
    DOWN(Severity.CRITICAL),
    /** Targets are down in some zones. */
    PARTIAL(Severity.WARNING),
    /** Targets are up again. */
    UP(Severity.GOOD),
    /** Nothing is known of targets any more. */
    STALE(Severity.WARNING),
    /** An outage lasts. */
    REMINDER(Severity.CRITICAL),
    /** Targets change so often that no change is announced. */
    FLAPPING(Severity.WARNING),
    /** What became known too late to call anybody. */
    LATE(Severity.INFO),
    /** Certificates expire, expired, or are not the expected ones. */
    CERTIFICATE(Severity.WARNING),
    /** A zone is not trusted any more. */
    ZONE(Severity.WARNING),
    /** A zone is trusted again. */
    ZONE_OK(Severity.GOOD),
    /** nudger itself works; for receivers that expect to hear it again and again. */
    WATCHDOG(Severity.INFO),
    /** Somebody tries a receiver. */
    TEST(Severity.INFO);

    private final Severity severity;

    Kind(Severity severity) {
        this.severity = severity;
    }

    /** How bad it is. */
    public Severity severity() {
        return severity;
    }

    /** How bad something is, with the colour that stands for it. */
    public enum Severity {
        /** Somebody has to act now. */
        CRITICAL("critical", 0xcf222e),
        /** Somebody has to look. */
        WARNING("warning", 0xbf8700),
        /** It is over. */
        GOOD("info", 0x1a7f37),
        /** Good to know. */
        INFO("info", 0x57606a);

        private final String word;
        private final int color;

        Severity(String word, int color) {
            this.word = word;
            this.color = color;
        }

        /** The word that services use: critical, warning or info. */
        public String word() {
            return word;
        }

        /** Red, green and blue. */
        public int color() {
            return color;
        }
    }
}
