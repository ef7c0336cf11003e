package io.nudger.page;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/** Serves the assets of all pages. There is nothing in them that is not on a page that everybody may see. */
final class AssetFiles implements Face {
    private final PageDirectory directory;

    AssetFiles(PageDirectory directory) {
        this.directory = directory;
    }

    @Override
    public void mount(Router router) {
        router.get(PageAssets.PREFIX + "*").method(HttpMethod.HEAD).handler(this::answer);
    }

    private void answer(RoutingContext context) {
        String path = context.request().path();
        for (PublishedPage page : directory.pages()) {
            Rendered file = page.assets().files().get(path);
            if (file != null) {
                context.response().putHeader(HttpHeaders.CACHE_CONTROL, "public, max-age=31536000, immutable");
                // A logo may be an image with a script in it, and somebody may open it by itself.
                Sending.secure(context, "default-src 'none'; style-src 'unsafe-inline'; sandbox");
                Sending.send(context, file);
                return;
            }
        }
        context.next();
    }
}
