package io.nudger.page;

import io.vertx.ext.web.Router;

/** Something that is served beside others: pages, events, assets. Each has paths of its own. */
interface Face {
    /** Adds its routes. Those that were added before go first. */
    void mount(Router router);
}
