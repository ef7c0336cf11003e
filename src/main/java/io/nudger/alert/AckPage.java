package io.nudger.alert;

import io.nudger.check.Printable;
import io.nudger.config.MessageLinks;
import io.nudger.config.PostgresSettings;
import io.nudger.consume.RecordException;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where outages are acknowledged over HTTP: by the link of a message, which shows what it is about and changes nothing until
 * its button is pressed (mail servers and chats look at every link), and by a program with a token. No request has a body.
 */
public final class AckPage {
    private static final Logger LOG = LoggerFactory.getLogger("nudger.alerter");
    private static final String BY_LINK = "a link";
    private static final int LONGEST = 200;
    private static final String BEARER = "Bearer ";

    private final AckLinks links;
    private final StateTables tables;

    /**
     * @param links how links are signed
     * @param postgres where the outages are
     */
    public AckPage(MessageLinks links, PostgresSettings postgres) {
        this.links = new AckLinks(links);
        this.tables = new StateTables(postgres);
    }

    /** Puts it under {@code /ack}. */
    public void mount(Router router) {
        router.get("/ack/:message/:signature").method(HttpMethod.HEAD).handler(context -> answer(context, false));
        router.post("/ack/:message/:signature").handler(context -> answer(context, true));
        router.post("/ack").handler(this::answerProgram);
    }

    private void answer(RoutingContext context, boolean acknowledges) {
        long message = number(context.pathParam("message"));
        if (!links.isSigned(message, context.pathParam("signature"))) {
            page(context, 404, "<h1>This link is not valid</h1><p>Was all of it copied?</p>");
            return;
        }
        String who = parameter(context, "by");
        String note = parameter(context, "note");
        ask(
                context,
                () -> {
                    if (acknowledges) {
                        log(tables.acknowledge(message, who == null ? BY_LINK : who, note), who);
                    }
                    return tables.outages(message);
                },
                outages -> page(context, 200, describe(outages)));
    }

    private static long number(@Nullable String text) {
        try {
            return text == null ? -1 : Long.parseLong(text);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private static @Nullable String parameter(RoutingContext context, String name) {
        List<String> values = context.queryParam(name);
        if (values.isEmpty() || values.get(0).isBlank()) {
            return null;
        }
        String line = Printable.line(values.get(0));
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST);
    }

    /** The outage of {@code ?target=}, by whoever has the token. */
    private void answerProgram(RoutingContext context) {
        String header = context.request().getHeader(HttpHeaders.AUTHORIZATION);
        if (header == null || !header.startsWith(BEARER) || !links.isToken(header.substring(BEARER.length()))) {
            context.response().putHeader("www-authenticate", "Bearer");
            json(context, 401, error("wanted the header Authorization: Bearer with alerter.links.token"));
            return;
        }
        String target = parameter(context, "target");
        String who = parameter(context, "by");
        if (target == null || who == null) {
            json(context, 400, error("wanted ?target=NAME&by=WHO, and &note=TEXT if you like"));
            return;
        }
        ask(
                context,
                () -> {
                    List<JsonObject> acknowledged = tables.acknowledge(target, who, parameter(context, "note"));
                    log(acknowledged, who);
                    return acknowledged;
                },
                acknowledged -> {
                    if (acknowledged.isEmpty()) {
                        json(context, 404, error("no outage of this target goes on"));
                    } else {
                        json(context, 200, new JsonObject().put("acknowledged", new JsonArray(acknowledged)));
                    }
                });
    }

    private static void ask(
            RoutingContext context, Callable<List<JsonObject>> question, Consumer<List<JsonObject>> answer) {
        context.vertx()
                .executeBlocking(question, false)
                .onSuccess(answer::accept)
                .onFailure(cause -> {
                    LOG.warn("outage not acknowledged reason=\"{}\"", reason(cause));
                    page(context, 503, "<h1>Nothing was changed</h1><p>The record does not answer; try it again.</p>");
                });
    }

    private static String reason(Throwable cause) {
        return cause instanceof RecordException ? String.valueOf(cause.getMessage()) : cause.toString();
    }

    private static void log(List<JsonObject> acknowledged, @Nullable String who) {
        acknowledged.forEach(outage -> LOG.info(
                "outage acknowledged target={} by=\"{}\"",
                outage.getString("target"),
                Printable.line(who == null ? BY_LINK : who)));
    }

    private static String describe(List<JsonObject> outages) {
        if (outages.isEmpty()) {
            return "<h1>Nothing to acknowledge</h1><p>The message is no longer in the record.</p>";
        }
        StringBuilder html = new StringBuilder("<h1>Outages</h1><ul>");
        boolean open = false;
        for (JsonObject outage : outages) {
            html.append("<li><b>")
                    .append(text(outage, "target"))
                    .append("</b> ")
                    .append(text(outage, "worst"));
            html.append(" since ").append(time(outage, "started_at"));
            if (outage.getString("ended_at") != null) {
                html.append(", over since ").append(time(outage, "ended_at"));
            } else if (outage.getString("acknowledged_at") != null) {
                html.append(", acknowledged by ").append(text(outage, "acknowledged_by"));
                html.append(" at ").append(time(outage, "acknowledged_at"));
            } else {
                open = true;
            }
            html.append("</li>");
        }
        return html.append("</ul>")
                .append(open ? "<form method=\"post\"><button>Acknowledge</button></form>" : "")
                .toString();
    }

    private static String time(JsonObject outage, String name) {
        return text(outage, name).replace('T', ' ').replaceFirst("(?:\\.\\d+)?\\+00:00$", " UTC");
    }

    private static String text(JsonObject outage, String name) {
        return Printable.line(String.valueOf(outage.getString(name)))
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;");
    }

    private static void page(RoutingContext context, int status, String body) {
        context.response()
                .putHeader(
                        "Content-Security-Policy",
                        "default-src 'none'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'");
        end(
                context,
                status,
                "text/html; charset=utf-8",
                "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">"
                        + "<meta name=\"viewport\" content=\"width=device-width\"><meta name=\"robots\" content=\"noindex\">"
                        + "<title>nudger</title></head><body>" + body + "</body></html>\n");
    }

    private static void json(RoutingContext context, int status, JsonObject body) {
        end(context, status, "application/json", Printable.json(body.encode()) + "\n");
    }

    private static JsonObject error(String words) {
        return new JsonObject().put("error", words);
    }

    /** What is in the address must not go to anybody else, nor be kept. */
    private static void end(RoutingContext context, int status, String type, String body) {
        if (context.response().closed()) {
            return;
        }
        HttpServerResponse response = context.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, type)
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .putHeader("Referrer-Policy", "no-referrer")
                .putHeader("X-Content-Type-Options", "nosniff");
        Future<Void> sent = HttpMethod.HEAD.equals(context.request().method()) ? response.end() : response.end(body);
        sent.onFailure(left -> LOG.debug("visitor left before the answer"));
    }
}
