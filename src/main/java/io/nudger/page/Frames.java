package io.nudger.page;

import io.nudger.config.PageSpec.PageLook;

/** What all views of a page have in common. */
final class Frames {
    private Frames() {}

    /**
     * That of a view.
     *
     * @param path of the view, behind the base of the page
     * @param look of all targets together, which the icon shows
     */
    static Frame of(PublishedPage page, Selection selection, Words words, String path, Look look) {
        Model model = selection.model();
        PageLook style = page.spec().look();
        PageAssets assets = page.assets();
        String home = style.home();
        return new Frame(
                words,
                page.base(),
                path,
                style.title(),
                home == null ? page.base() + "/" : home,
                assets.logo(),
                assets.style(),
                assets.script(),
                assets.icons().getOrDefault(look, ""),
                style.languages(),
                model.asOf(),
                model.away(),
                model.decided(),
                selection.digest());
    }
}
