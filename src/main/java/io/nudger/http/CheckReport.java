package io.nudger.http;

import static java.util.Objects.requireNonNull;

import io.nudger.check.CheckResult;
import io.nudger.check.Origin;
import io.nudger.check.Printable;
import io.nudger.check.Target;
import io.nudger.evaluate.ExpectationResult;
import io.nudger.wire.WireFormat;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Locale;

/**
 * One check, written down.
 *
 * @param target what was checked
 * @param probe what was found
 */
public record CheckReport(Target target, Probe probe) {
    public CheckReport {
        requireNonNull(target, "target");
        requireNonNull(probe, "probe");
    }

    /**
     * For people: the verdict, each request with its timeline, the certificate, each expectation with what was wanted and
     * found, and what was seen. Several lines, the last one ended.
     *
     * @param coloured whether it is for a terminal that shows colours
     */
    public String text(boolean coloured) {
        return new ReportText(target, probe, coloured ? Palette.COLOURED : Palette.PLAIN).write();
    }

    /**
     * For programs: the result as it goes over the wire, as if it had been due when it began, and the requests one by one
     * as {@code hops}, the expectations as {@code expectations}.
     *
     * @param origin who checked
     */
    public String json(Origin origin) {
        CheckResult result = new CheckResult(
                target.info(), origin, probe.startedAt(), probe.startedAt(), probe.verdict(), probe.observation());
        byte[] wire = WireFormat.JSON.codec().encode(result);
        JsonArray hops = new JsonArray();
        probe.hops().forEach(hop -> hops.add(HopJson.of(hop)));
        JsonObject json = new JsonObject(Buffer.buffer(wire));
        if (probe.token() != null) {
            json.put("token", HopJson.of(probe.token()));
        }
        return Printable.json(
                json.put("hops", hops).put("expectations", expectations()).encodePrettily());
    }

    private JsonArray expectations() {
        JsonArray expectations = new JsonArray();
        for (ExpectationResult each : probe.results()) {
            expectations.add(new JsonObject()
                    .put("expectation", each.expectation())
                    .put("wanted", each.wanted())
                    .put("found", each.found())
                    .put("result", each.result().name().toLowerCase(Locale.ROOT)));
        }
        return expectations;
    }
}
