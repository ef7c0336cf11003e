package io.nudger.page;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.Utf8ByteOutput;
import io.vertx.core.buffer.Buffer;

/** Renders views by the templates that the build has compiled: {@code src/main/jte}. Safe for several threads. */
final class Templates {
    static final String HTML = "text/html; charset=utf-8";

    private final TemplateEngine engine = TemplateEngine.createPrecompiled(ContentType.Html);

    Templates() {
        engine.setBinaryStaticContent(true);
    }

    /** The view by its template, compressed. */
    Rendered render(String template, Object view) {
        Utf8ByteOutput output = new Utf8ByteOutput();
        engine.render(template + ".jte", view, output);
        return Rendered.of(HTML, Buffer.buffer(output.toByteArray()));
    }
}
