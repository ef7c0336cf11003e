package io.nudger.page;

import io.nudger.web.PacedResponse;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Sends what was rendered, in the coding that the visitor takes, or says that he has it already. */
final class Sending {
    private static final int NOT_MODIFIED = 304;
    private static final String PAGE_POLICY = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self';"
            + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private Sending() {}

    /** The headers of a page: nothing of another origin, no script of another file. */
    static void secure(RoutingContext context) {
        secure(context, PAGE_POLICY);
    }

    static void secure(RoutingContext context, String policy) {
        context.response()
                .putHeader("Content-Security-Policy", policy)
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("Referrer-Policy", "no-referrer")
                .putHeader("Cross-Origin-Opener-Policy", "same-origin");
    }

    static void send(RoutingContext context, Rendered rendered) {
        HttpServerResponse response = context.response();
        if (response.closed()) {
            return;
        }
        String tag = "W/\"" + rendered.hash() + "\"";
        response.putHeader(HttpHeaders.ETAG, tag)
                .putHeader(HttpHeaders.CONTENT_TYPE, rendered.type())
                .putHeader(HttpHeaders.VARY, "accept-encoding, accept-language");
        String known = context.request().getHeader(HttpHeaders.IF_NONE_MATCH);
        if (known != null && known.contains(rendered.hash())) {
            response.setStatusCode(NOT_MODIFIED).end().onFailure(PacedResponse::left);
            return;
        }
        PacedResponse.send(context, body(context, rendered));
    }

    private static Buffer body(RoutingContext context, Rendered rendered) {
        String codings = context.request().getHeader(HttpHeaders.ACCEPT_ENCODING);
        Buffer brotli = rendered.brotli();
        if (brotli != null && takes(codings, "br")) {
            context.response().putHeader(HttpHeaders.CONTENT_ENCODING, "br");
            return brotli;
        }
        if (takes(codings, "gzip")) {
            context.response().putHeader(HttpHeaders.CONTENT_ENCODING, "gzip");
            return rendered.gzip();
        }
        return rendered.plain();
    }

    /** Whether this coding is among those, and not refused by a weight of 0. */
    static boolean takes(@Nullable String acceptEncoding, String coding) {
        if (acceptEncoding == null) {
            return false;
        }
        for (String one : acceptEncoding.toLowerCase(Locale.ROOT).split(",", -1)) {
            String trimmed = one.replace(" ", "");
            if (trimmed.equals(coding) || (trimmed.startsWith(coding + ";") && !trimmed.matches(".*;q=0(\\.0*)?"))) {
                return true;
            }
        }
        return false;
    }
}
