package io.nudger.imports;

import java.util.List;

/** Turns the configuration of another monitor into a targets file. */
public final class Imports {
    private Imports() {}

    /**
     * What becomes of a configuration.
     *
     * @param targets a targets file
     * @param alerts a file of alerts
     */
    public record Imported(String targets, String alerts) {}

    /**
     * The files, valid and with comments. The same input gives the same texts.
     *
     * @param from the monitor that is left
     * @param sources its files, at least one
     * @throws ImportException when they are not what that monitor understands
     */
    public static Imported files(SourceFormat from, List<Source> sources) throws ImportException {
        Translation translation = new Translation();
        importer(from).read(sources, translation);
        return new Imported(
                TargetsWriter.write(from, sources, translation),
                AlertsWriter.write(from, sources, translation.alerts()));
    }

    /** What a site is called of which only the URL is known: host and path, as a name that nudger accepts. */
    public static String nameOf(String url) {
        return new Names().claim(Names.ofUrl(url), url);
    }

    private static Importer importer(SourceFormat from) {
        return switch (from) {
            case HTTP_NUDGER -> new HttpNudger();
            case WEBSITE_MONITOR -> new WebsiteMonitor();
            case HOST_CHECKER -> new HostChecker();
            case SITE_MONITOR -> new SiteMonitor();
            case CHECKSITE -> new Checksite();
            case GATUS -> new Gatus();
            case BLACKBOX -> new Blackbox();
            case UPTIME_KUMA -> new UptimeKuma();
            case UPPTIME -> new Upptime();
            case HEARTBEAT -> new Heartbeat();
            case TELEGRAF -> new Telegraf();
        };
    }
}
