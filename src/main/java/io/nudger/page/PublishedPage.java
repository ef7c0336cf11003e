package io.nudger.page;

import io.nudger.config.PageSpec;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/** A page as it is served: what it is, its assets, and what it shows of the newest model. Belongs to one event loop. */
final class PublishedPage {
    private final PageSpec spec;
    private final PageAssets assets;
    private final TrustedProxies proxies;
    private @Nullable Selection selection;

    PublishedPage(PageSpec spec, PageAssets assets, TrustedProxies proxies) {
        this.spec = spec;
        this.assets = assets;
        this.proxies = proxies;
    }

    PageSpec spec() {
        return spec;
    }

    PageAssets assets() {
        return assets;
    }

    /** Whose headers are believed. */
    TrustedProxies proxies() {
        return proxies;
    }

    /** Where it is, as whoever asks sees it. */
    String url(HttpServerRequest request) {
        return origin(request) + base();
    }

    /** Scheme and host of the request, as whoever asks sees them. */
    String origin(HttpServerRequest request) {
        return proxies.scheme(request) + "://" + request.authority();
    }

    /** What its URLs begin with: empty for the page at the root. */
    String base() {
        return spec.slug().isEmpty() ? "" : "/" + spec.slug();
    }

    /** What it shows of this model. */
    Selection select(Model model) {
        Selection known = selection;
        if (known == null || known.model().version() != model.version()) {
            known = new Selection(spec, model);
            selection = known;
        }
        return known;
    }
}
