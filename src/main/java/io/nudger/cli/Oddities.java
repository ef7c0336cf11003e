package io.nudger.cli;

import io.nudger.check.ClientCredentials;
import io.nudger.check.HttpCheck;
import io.nudger.check.Micros;
import io.nudger.check.ShownUrl;
import io.nudger.check.Target;
import io.nudger.config.AddressRules;
import io.nudger.config.Targets;
import io.nudger.document.Units;
import io.nudger.http.Hop;
import io.nudger.http.Probe;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What is legal in a targets file, and seldom meant. */
final class Oddities {
    private static final double CLOSE = 0.9;
    private static final int MOST_NAMED = 20;

    private Oddities() {}

    /** A sentence for each; beyond a number of them only how many there are. */
    static List<String> of(Targets targets) {
        List<String> found = new ArrayList<>();
        Map<Object, String> asked = new HashMap<>();
        for (Target target : targets.enabled()) {
            timeout(target, found);
            credentials(target, found);
            String first = asked.putIfAbsent(
                    List.of(target.address(), HttpCheck.of(target).request()), target.name());
            if (first != null) {
                found.add(named(target) + " asks the same URL in the same way as \"" + first + "\"");
            }
        }
        return few(found);
    }

    /** The same for what only the sites can say: asks each target whose URL begins with http once, blocking. */
    static List<String> askedOf(Targets targets, AddressRules addresses) {
        List<Target> plain = targets.enabled().stream()
                .filter(target -> target.address().startsWith("http:"))
                .toList();
        List<Probe> probes = ProbeEach.of(plain, addresses);
        List<String> found = new ArrayList<>();
        for (int i = 0; i < plain.size(); i++) {
            List<Hop> hops = probes.get(i).hops();
            if (hops.size() > 1 && hops.get(1).url().startsWith("https:")) {
                found.add(named(plain.get(i)) + " is redirected to "
                        + hops.get(1).url() + ": ask that in the first place, or each check pays for a redirect");
            }
        }
        return few(found);
    }

    private static List<String> few(List<String> found) {
        if (found.size() <= MOST_NAMED) {
            return found;
        }
        List<String> few = new ArrayList<>(found.subList(0, MOST_NAMED));
        few.add("and " + (found.size() - MOST_NAMED) + " more");
        return few;
    }

    private static void timeout(Target target, List<String> found) {
        if (target.timeout().toNanos() >= target.interval().toNanos() * CLOSE) {
            found.add(named(target) + " may take " + Units.TIME.format(Micros.of(target.timeout())) + " of its "
                    + Units.TIME.format(Micros.of(target.interval()))
                    + ": a check that hangs ends just before the next one begins");
        }
    }

    private static void credentials(Target target, List<String> found) {
        ClientCredentials credentials = HttpCheck.of(target).request().credentials();
        if (credentials != null && credentials.tokenUrl().startsWith("http:")) {
            found.add(named(target) + " sends its client secret to " + ShownUrl.of(credentials.tokenUrl())
                    + " over http, where anybody on the way can read it");
        }
        boolean given = credentials != null
                || Objects.requireNonNullElse(
                                HttpCheck.of(target).request().headers().get("authorization"), "")
                        .matches("(?is)(?:basic|bearer) .*");
        if (given && target.address().startsWith("http:")) {
            found.add(named(target) + " sends its credentials over http, where anybody on the way can read them");
        }
    }

    private static String named(Target target) {
        return "target \"" + target.name() + "\"";
    }
}
