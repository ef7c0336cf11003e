package io.nudger.config;

import io.nudger.document.Secret;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Which records have to be signed, and with which keys.
 *
 * @param keys by zone, whose records then have to be signed: a record is accepted when it is signed with any of them
 * @param required whether records of all other zones are refused
 */
public record SigningSettings(Map<String, List<Secret>> keys, boolean required) {
    /** No record has to be signed. */
    public static final SigningSettings NONE = new SigningSettings(Map.of(), false);

    public SigningSettings {
        keys = keys.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, entry -> List.copyOf(entry.getValue())));
    }
}
