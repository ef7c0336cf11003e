package io.nudger.reload;

import io.vertx.config.spi.ConfigStore;
import io.vertx.config.spi.ConfigStoreFactory;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;

/** Makes {@link TargetFilesStore} known to Vert.x Config, which finds it through {@code META-INF/services}. */
public final class TargetFilesStoreFactory implements ConfigStoreFactory {
    static final String NAME = "nudger-target-files";
    static final String PATH = "path";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public ConfigStore create(Vertx vertx, JsonObject configuration) {
        return new TargetFilesStore(vertx, configuration.getString(PATH));
    }
}
