package io.nudger.page;

import io.nudger.testing.PageRows;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** A company with a past: what the screenshots show. */
final class Showcase {
    static final String PAGES =
            """
            pages:
              - slug: ''
                title: Acme Cloud
                logo: logo.svg
                access: public
                groups:
                  - {name: Shop, match: {labels: {team: shop}}, names: {checkout: Checkout, shop: Website}}
                  - {name: Platform, match: {labels: {team: platform}}, names: {api: API, login: Login, search: Search, cdn: Content delivery}}
                  - {name: Office, match: {labels: {team: office}}, names: {mail: Mail, docs: Documentation}}
            """;

    private static final String LOGO =
            """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="#2563eb"/>\
            <path d="M9 22 16 9l7 13h-4l-3-6-3 6z" fill="#fff"/></svg>
            """;

    private Showcase() {}

    static PageRows rows() {
        PageRows rows = new PageRows().reset();
        rows.target("shop", "shop", 365).target("checkout", "shop", 365);
        rows.target("api", "platform", 365)
                .target("login", "platform", 365)
                .target("search", "platform", 60)
                .target("cdn", "platform", 365);
        rows.target("mail", "office", 365).target("docs", "office", 365);
        rows.target("secret-project", "hidden", 90);
        rows.outage("checkout", days(61), days(61).minusMinutes(95), "down", "timeout")
                .outage("checkout", days(17), days(17).minusMinutes(6), "down", "status")
                .outage("api", days(33), days(33).minusMinutes(42), "partial", "connect")
                .outage("api", days(8), days(8).minusMinutes(4), "down", "reset")
                .outage("cdn", days(74), days(74).minusMinutes(310), "down", "tls")
                .outage("search", days(5), days(5).minusMinutes(21), "down", "slow")
                .outage("secret-project", days(3), days(3).minusMinutes(21), "down", "slow")
                .outage("docs", days(120), days(120).minusMinutes(33), "down", "certificate");
        rows.notMeasured("login", 40, 1).notMeasured("login", 39, 0.55).notMeasured("mail", 22, 0.3);
        rows.maintenance("Move to the new data centre", "platform", days(2), days(2).plusHours(3));
        rows.maintenance("Monthly updates", "office", days(-12), days(-12).plusHours(2));
        return rows;
    }

    static Path pages(Path directory) {
        try {
            Files.writeString(directory.resolve("logo.svg"), LOGO);
            return Files.writeString(directory.resolve("pages.yaml"), PAGES);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Duration days(int days) {
        return Duration.ofDays(days);
    }
}
