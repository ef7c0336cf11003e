package io.nudger.web;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Shows the registry in the form that the scraper asks for. Thousands of targets take a while to write and to compress: that
 * is done on a worker, at most once a second for all scrapers together, who get the same buffer. Belongs to one event loop.
 */
final class MetricsHandler implements Handler<RoutingContext> {
    private static final long FRESH_NANOS = Duration.ofSeconds(1).toNanos();

    private final Vertx vertx;
    private final PrometheusMeterRegistry registry;
    private final ExpositionFormats formats = ExpositionFormats.init();
    /** By content type, of which there are three or four. */
    private final Map<String, Rendering> renderings = new HashMap<>();

    private record Rendering(Future<Page> page, long begun) {
        boolean isFresh() {
            return !page.isComplete() || (page.succeeded() && System.nanoTime() - begun < FRESH_NANOS);
        }
    }

    private record Page(Buffer plain, Buffer compressed) {}

    MetricsHandler(Vertx vertx, PrometheusMeterRegistry registry) {
        this.vertx = vertx;
        this.registry = registry;
    }

    @Override
    public void handle(RoutingContext context) {
        String contentType = formats.findWriter(context.request().getHeader(HttpHeaders.ACCEPT))
                .getContentType();
        Rendering known = renderings.get(contentType);
        Rendering rendering = known != null && known.isFresh() ? known : render(contentType);
        rendering.page.onSuccess(page -> answer(context, contentType, page)).onFailure(context::fail);
    }

    private Rendering render(String contentType) {
        Future<Page> page = vertx.executeBlocking(() -> page(contentType), false);
        Rendering rendering = new Rendering(page, System.nanoTime());
        renderings.put(contentType, rendering);
        return rendering;
    }

    private Page page(String contentType) throws IOException {
        ByteArrayOutputStream plain = new ByteArrayOutputStream();
        registry.scrape(plain, contentType);
        ByteArrayOutputStream compressed = new ByteArrayOutputStream(plain.size() / 8);
        try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
            plain.writeTo(gzip);
        }
        return new Page(Buffer.buffer(plain.toByteArray()), Buffer.buffer(compressed.toByteArray()));
    }

    private static void answer(RoutingContext context, String contentType, Page page) {
        boolean compressed = takesGzip(context.request().getHeader(HttpHeaders.ACCEPT_ENCODING));
        context.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, contentType)
                .putHeader(HttpHeaders.VARY, "accept-encoding");
        if (compressed) {
            context.response().putHeader(HttpHeaders.CONTENT_ENCODING, "gzip");
        }
        PacedResponse.send(context, compressed ? page.compressed : page.plain);
    }

    /** Whoever refuses it by a weight of 0, which nobody does, gets it uncompressed. */
    static boolean takesGzip(@Nullable String acceptEncoding) {
        String codings = acceptEncoding == null ? "" : acceptEncoding.toLowerCase(Locale.ROOT);
        return codings.contains("gzip") && !codings.replace(" ", "").matches(".*gzip;q=0(?:\\.0*)?(?:,.*)?");
    }
}
