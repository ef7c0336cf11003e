package io.nudger.reload;

import io.vertx.config.spi.ConfigStore;
import io.vertx.config.spi.ConfigStoreFactory;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;

/** Makes {@link FilesStore} known to Vert.x Config, which finds it through {@code META-INF/services}. */
public final class FilesStoreFactory implements ConfigStoreFactory {
    static final String NAME = "nudger-files";
    static final String PATH = "path";
    static final String PARTS = "parts";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public ConfigStore create(Vertx vertx, JsonObject configuration) {
        return new FilesStore(
                vertx,
                Path.of(configuration.getString(PATH)),
                configuration.getJsonArray(PARTS).stream()
                        .map(part -> Path.of((String) part))
                        .toList());
    }
}
