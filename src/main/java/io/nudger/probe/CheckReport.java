package io.nudger.probe;

import static java.util.Objects.requireNonNull;

import io.nudger.check.CheckResult;
import io.nudger.check.Origin;
import io.nudger.check.Target;
import io.nudger.check.WireFormat;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

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

    /** For people: the verdict, each request with its timeline, and what was seen. Several lines, the last one ended. */
    public String text() {
        return new ReportText(target, probe).write();
    }

    /**
     * For programs: the result as it goes over the wire, as if it had been due when it began, and the requests one by one
     * as {@code hops}.
     *
     * @param origin who checked
     */
    public String json(Origin origin) {
        CheckResult result = new CheckResult(
                target.info(), origin, probe.startedAt(), probe.startedAt(), probe.verdict(), probe.observation());
        byte[] wire = WireFormat.JSON.codec().encode(result);
        JsonArray hops = new JsonArray();
        probe.hops().forEach(hop -> hops.add(HopJson.of(hop)));
        return new JsonObject(Buffer.buffer(wire)).put("hops", hops).encodePrettily();
    }
}
