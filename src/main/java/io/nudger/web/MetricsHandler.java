package io.nudger.web;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/** Writes the registry in the form that the scraper asks for. Off the event loop: thousands of targets take a while. */
final class MetricsHandler implements Handler<RoutingContext> {
    private final PrometheusMeterRegistry registry;
    private final ExpositionFormats formats = ExpositionFormats.init();

    MetricsHandler(PrometheusMeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void handle(RoutingContext context) {
        String contentType = formats.findWriter(context.request().getHeader(HttpHeaders.ACCEPT))
                .getContentType();
        context.vertx()
                .executeBlocking(() -> scrape(contentType), false)
                .onSuccess(body -> answer(context, contentType, body))
                .onFailure(context::fail);
    }

    private static void answer(RoutingContext context, String contentType, Buffer body) {
        context.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, contentType)
                .end(body)
                .onFailure(WebVerticle::left);
    }

    private Buffer scrape(String contentType) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        registry.scrape(out, contentType);
        return Buffer.buffer(out.toByteArray());
    }
}
