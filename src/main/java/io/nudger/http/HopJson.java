package io.nudger.http;

import io.nudger.check.Phases;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** One request of a check as JSON; what was not measured is left out. */
final class HopJson {
    private static final double NANOS_PER_SECOND = 1e9;

    private HopJson() {}

    static JsonObject of(Hop hop) {
        JsonObject json = new JsonObject().put("url", hop.url());
        put(json, "remote_address", hop.remoteAddress());
        put(json, "protocol", hop.protocol());
        put(json, "status_code", hop.statusCode());
        json.put("phases", phases(hop.phases()));
        TlsSession tls = hop.tls();
        if (tls != null) {
            json.put("tls", tls(tls));
        }
        return json;
    }

    private static JsonObject phases(Phases phases) {
        JsonObject json = new JsonObject();
        phases.forEach((phase, time) -> json.put(phase.wireName(), time.toNanos() / NANOS_PER_SECOND));
        return json;
    }

    private static JsonObject tls(TlsSession tls) {
        JsonObject json = new JsonObject().put("protocol", tls.protocol()).put("cipher", tls.cipher());
        if (!tls.chain().isEmpty()) {
            json.put("subject", tls.chain().get(0).getSubjectX500Principal().getName());
        }
        return json;
    }

    private static void put(JsonObject json, String key, @Nullable Object value) {
        if (value != null) {
            json.put(key, value);
        }
    }
}
