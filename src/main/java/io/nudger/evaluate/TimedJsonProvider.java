package io.nudger.evaluate;

import com.jayway.jsonpath.spi.json.AbstractJsonProvider;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Shows documents to the evaluation of JSONPaths for a limited time only. A path that descends several times looks at a
 * document again and again, and cannot be interrupted, but it asks here for every value.
 */
final class TimedJsonProvider extends AbstractJsonProvider {
    private final TimeLimit limit;

    TimedJsonProvider(TimeLimit limit) {
        this.limit = limit;
    }

    @Override
    public boolean isMap(@Nullable Object value) {
        limit.step();
        return super.isMap(value);
    }

    @Override
    public boolean isArray(@Nullable Object value) {
        limit.step();
        return super.isArray(value);
    }

    @Override
    public @Nullable Object getMapValue(Object object, String key) {
        limit.step();
        return super.getMapValue(object, key);
    }

    @Override
    public @Nullable Object getArrayIndex(Object array, int index) {
        limit.step();
        return super.getArrayIndex(array, index);
    }

    @Override
    public Collection<String> getPropertyKeys(Object object) {
        limit.step();
        return super.getPropertyKeys(object);
    }

    @Override
    public Object createArray() {
        return new ArrayList<>();
    }

    @Override
    public Object createMap() {
        return new LinkedHashMap<>();
    }

    @Override
    public Object parse(String json) {
        throw new UnsupportedOperationException("a document within a path");
    }

    @Override
    public Object parse(InputStream json, String charset) {
        throw new UnsupportedOperationException("a document within a path");
    }

    @Override
    public String toJson(Object object) {
        throw new UnsupportedOperationException("a document as text");
    }
}
