package io.nudger.page;

import io.nudger.config.PageSpec;
import org.jspecify.annotations.Nullable;

/** A page as it is served: what it is, its assets, and what it shows of the newest model. Belongs to one event loop. */
final class PublishedPage {
    private final PageSpec spec;
    private final PageAssets assets;
    private @Nullable Selection selection;

    PublishedPage(PageSpec spec, PageAssets assets) {
        this.spec = spec;
        this.assets = assets;
    }

    PageSpec spec() {
        return spec;
    }

    PageAssets assets() {
        return assets;
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
