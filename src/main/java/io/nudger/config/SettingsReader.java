package io.nudger.config;

import static java.util.function.Function.identity;

import io.netty.util.NetUtil;
import io.nudger.check.Ports;
import io.nudger.check.Zone;
import io.nudger.document.Node.Entry;
import io.nudger.document.Node.Sequence;
import io.nudger.document.Quoted;
import io.nudger.document.Refusal;
import io.nudger.document.Section;
import io.nudger.document.Type;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads the settings but for those of Kafka and PostgreSQL, which have readers of their own. */
final class SettingsReader {
    private static final Type<Role> ROLE = Type.oneOf(Stream.of(Role.values())
            .collect(Collectors.toMap(role -> role.name().toLowerCase(Locale.ROOT), identity())));
    private static final String ROLES = "a list of roles (monitor, persister, alerter, page)";
    private static final int HTTP_PORT = 8_080;
    private static final int PAGE_PORT = 8_000;
    private static final Type<String> HOST = Type.text("a host name or address", Pattern.compile("[^\\s/]{1,255}"));

    /** Of a bound that names whom to let in, or whom not to ask. */
    static final Type<AddressRange> ADDRESSES =
            Type.of("an address or a block such as 10.0.0.0/8 or fd00::/8", SettingsReader::range);

    private final Set<Role> roles;
    private final Zone zone;
    private final String monitorId;
    private final TargetSource targets;
    private final CheckSettings checks;
    private final KafkaSettings kafka;
    private final PostgresSettings postgres;
    private final PersisterSettings persister;
    private final SpoolSettings spool;
    private final SharingSettings sharing;
    private final HttpSettings http;
    private final @Nullable Path alerts;
    private final AlerterSettings alerter;
    private final HttpSettings page;
    private final @Nullable Path pages;

    /** Reads everything; what is wrong is reported as problems, and something else stands in for it. */
    SettingsReader(Section root) {
        roles = roles(root);
        zone = zone(root);
        monitorId = root.readOr("monitor_id", Type.NAME, "${HOSTNAME:-monitor-1}", "");
        targets = targets(root);
        checks = checks(root.section("checks"), addresses(root.section("addresses")));
        kafka = KafkaReader.read(root.section("kafka"));
        postgres = PostgresReader.read(root, !Set.of(Role.MONITOR).containsAll(roles));
        persister = PersisterReader.read(root.section("persister"));
        spool = spool(root.section("spool"));
        sharing = SharingReader.read(root.section("sharing"));
        http = listener(root.section("http"), HTTP_PORT);
        alerts = root.read("alerts", Type.path("the path of a file"));
        // An alerter without a Kafka publishes nothing; monitors and persisters have one, if only by default.
        boolean hasKafka = root.has("kafka") || roles.contains(Role.MONITOR) || roles.contains(Role.PERSISTER);
        alerter = AlerterReader.read(root.section("alerter"), hasKafka);
        page = listener(root.section("page"), PAGE_PORT);
        pages = pages(root);
        root.end();
    }

    /** Whether the process needs its targets. */
    boolean monitors() {
        return roles.contains(Role.MONITOR);
    }

    TargetSource targets() {
        return targets;
    }

    /** The file that says who hears of what; null when there is none. */
    @Nullable Path alerts() {
        return alerts;
    }

    /** The file that says which pages there are; null when there is none. */
    @Nullable Path pages() {
        return pages;
    }

    /** The settings; only when there was no problem. */
    Settings settings() {
        return new Settings(
                roles, zone, monitorId, targets, checks, kafka, postgres, persister, spool, sharing, http, alerts,
                alerter, page, pages);
    }

    private static Set<Role> roles(Section root) {
        Set<Role> roles = EnumSet.noneOf(Role.class);
        int before = root.reading().problems().count();
        root.forEach("roles", ROLES, (node, place) -> {
            Role role = root.reading().value(node, place, ROLE);
            if (role != null && !roles.add(role)) {
                root.reading().problems().add(place.problem("stands twice"));
            }
        });
        if (roles.isEmpty() && root.reading().problems().count() == before) {
            root.problem("roles", "wanted " + ROLES + ", found none");
        }
        return roles;
    }

    private static Zone zone(Section root) {
        String name = root.readOr("zone", Type.NAME, "${NUDGER_ZONE:-local}", "");
        Set<String> zones = new LinkedHashSet<>();
        root.forEach("zones", "a list of the names of all zones", (node, place) -> {
            String zone = root.reading().value(node, place, Type.NAME);
            if (zone != null && !zones.add(zone)) {
                root.reading().problems().add(place.problem("stands twice"));
            }
        });
        if (zones.isEmpty() || zones.contains(name)) {
            return new Zone(name, List.copyOf(zones));
        }
        if (!name.isEmpty()) {
            root.problem(
                    "zones",
                    "wanted the own zone " + Quoted.of(name) + " among them, found " + String.join(", ", zones));
        }
        return new Zone(name, List.of());
    }

    private static TargetSource targets(Section root) {
        Entry entry = root.entry("targets");
        if (entry != null && entry.node() instanceof Sequence) {
            TargetReader reader = new TargetReader(root.reading());
            root.forEach("targets", "", (node, place) -> reader.read(node, place, TargetOptions.BUILT_IN));
            return new TargetSource.InPlace(List.copyOf(reader.targets().all()));
        }
        Type<Path> path = Type.path("the path of a file or directory, or a list of targets");
        return new TargetSource.AtPath(root.read("targets", path, Path.of("conf/targets.yaml")));
    }

    private static AddressRules addresses(Section addresses) {
        AddressRules rules = new AddressRules(ranges(addresses, "deny"), ranges(addresses, "allow"));
        addresses.end();
        return rules;
    }

    private static List<AddressRange> ranges(Section addresses, String key) {
        List<AddressRange> ranges = new ArrayList<>();
        addresses.forEach(key, "a list of addresses and blocks such as 10.0.0.0/8", (node, place) -> {
            AddressRange range = addresses.reading().value(node, place, ADDRESSES);
            if (range != null) {
                ranges.add(range);
            }
        });
        return ranges;
    }

    private static AddressRange range(String text) throws Refusal {
        try {
            return AddressRange.parse(text);
        } catch (IllegalArgumentException e) {
            throw new Refusal(String.valueOf(e.getMessage()));
        }
    }

    private static CheckSettings checks(Section checks, AddressRules addresses) {
        Type<Integer> bound = Type.number(1, 100_000);
        CheckSettings settings = new CheckSettings(
                checks.read("max_in_flight", bound, CheckSettings.DEFAULT.maxInFlight()),
                checks.read("max_per_host", bound, CheckSettings.DEFAULT.maxPerHost()),
                addresses);
        checks.end();
        return settings;
    }

    private static SpoolSettings spool(Section spool) {
        SpoolSettings settings = new SpoolSettings(
                spool.read("directory", Type.path("the path of a directory"), Path.of("var/spool")),
                spool.read("max_size", Type.size(1L << 20, 1L << 50), 1L << 30),
                spool.read("max_age", Type.duration(Duration.ofMinutes(1), Duration.ofDays(3_650)), Duration.ofDays(7)),
                spool.read(
                        "fsync_interval", Type.duration(Duration.ZERO, Duration.ofMinutes(1)), Duration.ofSeconds(1)),
                spool.read("drain_rate", Type.number(1, 1_000_000), 5_000));
        spool.end();
        return settings;
    }

    private static HttpSettings listener(Section section, int usualPort) {
        HttpSettings settings = new HttpSettings(
                section.read("host", HOST, "0.0.0.0"), section.read("port", Type.number(0, Ports.HIGHEST), usualPort));
        section.end();
        return settings;
    }

    /** Without a file everything is on one page: that is for whoever sits at the machine, and nobody else. */
    private @Nullable Path pages(Section root) {
        Path file = root.read("pages", Type.path("the path of a file"));
        if (file == null && !root.has("pages") && roles.contains(Role.PAGE) && !isLoopback(page.host())) {
            root.problem(
                    "pages",
                    "wanted the path of a file of pages, found none; without one everybody sees everything, which is done"
                            + " only where page.host is a loopback address such as 127.0.0.1");
        }
        return file;
    }

    private static boolean isLoopback(String host) {
        byte[] address = NetUtil.createByteArrayFromIpAddressString(host);
        return host.equals("localhost")
                || (address != null && AddressRange.of(address).isLoopbackAddress());
    }
}
