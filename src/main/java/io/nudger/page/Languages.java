package io.nudger.page;

import io.vertx.ext.web.LanguageHeader;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/** Chooses the language of an answer: the one in the URL, else the first that the browser takes, else that of the page. */
final class Languages {
    private Languages() {}

    static Words of(RoutingContext context, List<String> languages) {
        List<String> asked = context.queryParam("lang");
        if (!asked.isEmpty() && languages.contains(asked.get(0))) {
            return Words.of(asked.get(0), true);
        }
        for (LanguageHeader header : context.acceptableLanguages()) {
            if (languages.contains(header.tag())) {
                return Words.of(header.tag(), false);
            }
        }
        return Words.of(languages.get(0), false);
    }
}
