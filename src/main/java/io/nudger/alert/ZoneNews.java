package io.nudger.alert;

import io.nudger.config.Alerts;
import io.nudger.receivers.Kind;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** One notice about a zone, in place of a thousand about its targets. */
final class ZoneNews {
    private final Routes routes;
    private final Mailbox mailbox;

    ZoneNews(Alerts alerts, Mailbox mailbox) {
        this.routes = new Routes(alerts.routes());
        this.mailbox = mailbox;
    }

    /**
     * Announces that a zone became suspect, or is trusted again.
     *
     * @param suspectSince since when it is or was suspect
     */
    void announce(ZoneVerdict verdict, Instant suspectSince, Map<String, ZoneVerdict> verdicts) {
        String zone = verdict.zone();
        List<String> others = verdicts.values().stream()
                .filter(other -> !other.suspect() && !other.zone().equals(zone))
                .map(ZoneVerdict::zone)
                .sorted()
                .toList();
        String thread = Keys.thread("zone:" + zone, suspectSince);
        Kind kind = verdict.suspect() ? Kind.ZONE : Kind.ZONE_OK;
        String state = verdict.suspect() ? "suspect" : "trusted";
        News news = new News(
                "zone " + zone,
                null,
                "",
                0,
                null,
                List.of(),
                state,
                Objects.requireNonNull(verdict.since(), "since"),
                suspectSince,
                new Zones(List.of(), List.of(), verdict.suspect() ? List.of(zone) : List.of(), List.of(), List.of()),
                null,
                "",
                Map.of(),
                thread,
                verdict.suspect() ? suspect(verdict, others) : trusted(verdict));
        for (String receiver : routes.ofZones(zone)) {
            mailbox.add(receiver, Keys.key(thread, kind, state), kind, news);
        }
    }

    private static String suspect(ZoneVerdict verdict, List<String> others) {
        return "zone " + verdict.zone() + " is suspect: it cannot reach " + verdict.dissenting() + " of "
                + verdict.hosts() + " hosts that " + String.join(" and ", others)
                + (others.size() == 1 ? " sees" : " see")
                + " up; it has no vote until it can";
    }

    private static String trusted(ZoneVerdict verdict) {
        return "zone " + verdict.zone() + " is trusted again: of " + verdict.hosts()
                + " hosts that other zones see up, it cannot reach " + verdict.dissenting();
    }
}
