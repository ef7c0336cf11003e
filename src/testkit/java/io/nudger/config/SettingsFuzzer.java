package io.nudger.config;

import io.nudger.document.InvalidConfigException;
import java.nio.charset.StandardCharsets;

/** Any text as settings in place: they are read, or refused with reasons. */
public final class SettingsFuzzer {
    private SettingsFuzzer() {}

    /** Called by Jazzer. */
    public static void fuzzerTestOneInput(byte[] input) {
        String text = new String(input, StandardCharsets.UTF_8);
        if (Refusals.namesDevices(text)) {
            return;
        }
        try {
            Configuration configuration =
                    new SettingsLoader(Refusals.ENVIRONMENT).load(text.startsWith("{") ? text : "{" + text);
            if (configuration.settings().roles().isEmpty()) {
                throw new IllegalStateException("settings without a role");
            }
        } catch (InvalidConfigException e) {
            Refusals.verify(e);
        }
    }
}
