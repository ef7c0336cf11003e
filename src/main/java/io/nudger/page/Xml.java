package io.nudger.page;

import io.nudger.check.Printable;

/** Text within XML and SVG. */
final class Xml {
    private Xml() {}

    /** For an element or a quoted attribute; what is not printable is not there. */
    static String escape(String text) {
        return Printable.line(text)
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
