package io.nudger.config;

import io.nudger.config.PageGroup.Part;
import io.nudger.config.PageSpec.PageLook;
import io.nudger.document.Node;
import io.nudger.document.Place;
import io.nudger.document.Reading;
import io.nudger.document.Secret;
import io.nudger.document.Section;
import io.nudger.document.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads a file of pages. */
final class PagesReader {
    /** What stands at the root beside the pages, and can be no slug. */
    private static final Set<String> TAKEN =
            Set.of("targets", "outages", "history", "maintenance", "events", "assets", "badge", "api", "feed");

    private static final Type<String> SLUG =
            Type.text("a slug: up to 64 of a-z, 0-9 and -, or \"\" for the root", Pattern.compile("[a-z0-9-]{0,64}"));
    private static final Type<String> LINE =
            Type.scalar("a text of 1 to 200 characters on one line", Pattern.compile("[^\\p{Cntrl}]{1,200}"));
    private static final Type<String> ACCENT =
            Type.text("a colour such as '#2563eb'", Pattern.compile("#[0-9a-fA-F]{6}"));
    private static final Type<String> LANGUAGE = Type.oneOf(Map.of("en", "en", "de", "de"));
    private static final Type<Integer> DAYS = Type.number(7, 90);
    private static final Type<Integer> SPAN = Type.oneOf(Map.of("24h", 1, "7d", 7, "30d", 30, "90d", 90, "365d", 365));
    private static final Type<Part> PART = Type.oneOf(Stream.of(Part.values())
            .collect(Collectors.toMap(part -> part.name().toLowerCase(Locale.ROOT), part -> part)));
    private static final Type<String> HEADER =
            Type.text("the name of a header such as X-Forwarded-User", Pattern.compile("[A-Za-z0-9-]{1,100}"));
    private static final Type<String> EVERYBODY = Type.oneOf(Map.of("public", "public"));
    private static final Type<String> USER = Type.scalar("a user name", Pattern.compile("[^\\p{Cntrl}:]{1,200}"));
    private static final Type<String> PASSWORD =
            Type.scalar("a password", Pattern.compile("[^\\p{Cntrl}]{1,1000}")).hidden();

    private static final List<String> IMAGES = List.of(".svg", ".png", ".jpg", ".jpeg", ".webp", ".gif");
    private static final long MAX_LOGO = 512 * 1024;

    private final Section root;
    private final Reading reading;
    private final Path directory;
    private final Map<String, Place> slugs = new LinkedHashMap<>();
    private final List<PageSpec> pages = new ArrayList<>();
    private List<AddressRange> trustedProxies = List.of();

    /** @param file whose directory paths of logos start from */
    PagesReader(Section root, Path file) {
        this.root = root;
        this.reading = root.reading();
        Path parent = file.toAbsolutePath().getParent();
        this.directory = parent == null ? file.toAbsolutePath() : parent;
    }

    Pages read() {
        int before = reading.problems().count();
        trustedProxies = ranges(root, "trusted_proxies");
        root.forEach("pages", "a list of pages", this::page);
        root.end();
        if (pages.isEmpty() && reading.problems().count() == before) {
            root.problem("pages", "wanted at least one page, found none");
        }
        return new Pages(pages, trustedProxies);
    }

    private void page(Node node, Place place) {
        Section section = reading.section(node, place, "a page with access and groups");
        if (section == null) {
            return;
        }
        String slug = section.read("slug", SLUG, "");
        Place first = slugs.putIfAbsent(slug, section.at("slug"));
        if (first != null) {
            section.problem("slug", "the slug is taken by " + first + "; each stands once");
        }
        if (TAKEN.contains(slug)) {
            section.problem("slug", "stands for a part of the page at the root; choose another");
        }
        List<PageGroup> groups = new ArrayList<>();
        section.forEach("groups", "a list of groups", (item, at) -> group(item, at, groups));
        if (!section.has("groups")) {
            section.problem(
                    "groups", "wanted a list of groups, found nothing; a page shows only what its groups select");
        }
        Set<Integer> uptime = Lists.oneOrMore(section, "uptime", "a list of spans", SPAN);
        pages.add(new PageSpec(
                slug,
                look(section),
                access(section),
                groups,
                section.read("days", DAYS, PageSpec.DEFAULT_DAYS),
                uptime.isEmpty() ? PageSpec.DEFAULT_UPTIME : List.copyOf(uptime),
                section.read("show_urls", Type.BOOLEAN, false),
                section.read("maintenance_counts", Type.BOOLEAN, false),
                new TokensReader(section).read()));
        section.end();
    }

    private PageLook look(Section section) {
        PageLook usual = PageLook.DEFAULT;
        Set<String> languages = Lists.oneOrMore(section, "languages", "a list of languages", LANGUAGE);
        Path logo = section.read("logo", Type.path("the path of an image"));
        Path resolved = logo == null ? null : directory.resolve(logo);
        if (resolved != null) {
            checkLogo(section, resolved);
        }
        return new PageLook(
                section.read("title", LINE, usual.title()),
                resolved,
                section.read("home", Type.of("an absolute http or https URL", text -> UrlType.URL
                        .parser()
                        .parse(text)
                        .toString())),
                section.read("accent", ACCENT, usual.accent()),
                languages.isEmpty() ? usual.languages() : List.copyOf(languages));
    }

    private static void checkLogo(Section section, Path logo) {
        String name = logo.toString().toLowerCase(Locale.ROOT);
        if (IMAGES.stream().noneMatch(name::endsWith)) {
            section.problem("logo", "wanted an image (" + String.join(", ", IMAGES) + "), found " + logo);
            return;
        }
        long size = logo.toFile().length();
        if (!Files.isReadable(logo)) {
            section.problem("logo", "the file " + logo + " cannot be read");
        } else if (size > MAX_LOGO) {
            section.problem("logo", "wanted an image of at most 512 kB, found one of " + size / 1024 + " kB");
        }
    }

    private void group(Node node, Place place, List<PageGroup> groups) {
        Section section = reading.section(node, place, "a group with match");
        if (section == null) {
            return;
        }
        if (!section.has("match")) {
            section.problem(
                    "match", "wanted an object with names, group or labels, or {} for all targets; found nothing");
        }
        Match match = MatchReader.read(section);
        if (!match.zones().isEmpty()) {
            section.problem("match", "a page shows whole targets; leave zones out");
        }
        Map<String, String> names = new TreeMap<>();
        section.section("names").readAll(Type.NAME, LINE, names);
        Set<Part> show = Lists.oneOrMore(section, "show", "a list of parts", PART);
        groups.add(new PageGroup(
                section.read("name", LINE, ""), match, names, section.has("show") ? show : PageGroup.ALL));
        section.end();
    }

    private PageAccess access(Section section) {
        if (section.entry("access") == null) {
            section.problem("access", "wanted public, or an object with basic, header or networks; found nothing");
            return new PageAccess.Everybody();
        }
        if (!section.isObject("access")) {
            String everybody = section.read("access", EVERYBODY);
            return everybody == null ? nobody() : new PageAccess.Everybody();
        }
        Section access = section.section("access");
        PageAccess read = restricted(access);
        access.end();
        return read;
    }

    private PageAccess restricted(Section access) {
        Section basic = access.section("basic");
        String header = access.read("header", HEADER);
        List<AddressRange> from = ranges(access, "from");
        List<AddressRange> networks = ranges(access, "networks");
        long kinds =
                Stream.of("basic", "header", "networks").filter(access::has).count();
        if (kinds != 1) {
            access.problem("basic", "wanted one of basic, header and networks, found " + kinds + " of them");
        }
        if (access.has("basic")) {
            String user = basic.require("user", USER);
            String password = basic.require("password", PASSWORD);
            basic.end();
            return user == null || password == null
                    ? nobody()
                    : new PageAccess.Basic(user, Secret.of(password, basic.fileText("password")));
        }
        if (access.has("header")) {
            List<AddressRange> proxies = access.has("from") ? from : trustedProxies;
            if (proxies.isEmpty()) {
                access.problem(
                        "header",
                        "needs the addresses of the proxy that sets the header: trusted_proxies at the top of the file,"
                                + " or from beside the header");
            }
            return new PageAccess.Header(header == null ? "" : header, proxies);
        }
        if (access.has("from")) {
            access.problem("from", "goes with header only; leave it out");
        }
        return new PageAccess.Networks(networks);
    }

    private static List<AddressRange> ranges(Section section, String key) {
        return List.copyOf(Lists.oneOrMore(section, key, "a list of networks", SettingsReader.ADDRESSES));
    }

    /** Stands in for an access that is wrong: the file is refused. */
    private static PageAccess nobody() {
        return new PageAccess.Networks(List.of());
    }
}
