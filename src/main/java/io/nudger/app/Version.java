package io.nudger.app;

import java.util.Objects;
import picocli.CommandLine.IVersionProvider;

/** The version of this program, from the manifest of its jar. */
public final class Version implements IVersionProvider {
    /** The version, or {@code development} when the classes do not come from the jar. */
    public static String current() {
        return Objects.requireNonNullElse(Version.class.getPackage().getImplementationVersion(), "development");
    }

    @Override
    public String[] getVersion() {
        return new String[] {"nudger " + current() + " on Java " + Runtime.version()};
    }
}
