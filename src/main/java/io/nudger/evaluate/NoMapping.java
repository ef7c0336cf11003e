package io.nudger.evaluate;

import com.jayway.jsonpath.Configuration;
import com.jayway.jsonpath.TypeRef;
import com.jayway.jsonpath.spi.mapper.MappingProvider;

/** Values are taken as they are; without this, the library would look for its default by itself. */
enum NoMapping implements MappingProvider {
    INSTANCE;

    @Override
    public <T> T map(Object source, Class<T> type, Configuration configuration) {
        throw new UnsupportedOperationException("a value as " + type);
    }

    @Override
    public <T> T map(Object source, TypeRef<T> type, Configuration configuration) {
        throw new UnsupportedOperationException("a value as " + type.getType());
    }
}
