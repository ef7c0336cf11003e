package io.nudger.config;

import io.nudger.check.Target;
import io.nudger.document.InvalidConfigException;
import io.nudger.document.Place;
import io.nudger.document.Problem;
import io.nudger.document.Quoted;
import io.nudger.document.Suggestion;
import java.util.List;

/**
 * Settings, targets and alerts that are right, down to the last of them.
 *
 * @param settings the settings
 * @param targets the targets as they were when the settings were loaded; none unless the process is a monitor
 * @param stamps of the files of the targets, from before they were read, and of what is part of them: by them a change since
 *     then is seen
 * @param files the files of the targets as they were read, so that the next reading need not begin anew
 * @param alerts who is notified of what; nobody when the settings name no file of alerts
 * @param pages the status pages; one with everything when the settings name no file of pages
 */
public record Configuration(
        Settings settings,
        Targets targets,
        FileStamps stamps,
        KnownFiles files,
        Stamped<AlertsFile> alerts,
        Stamped<Pages> pages) {
    /**
     * The target of this name, enabled or not.
     *
     * @throws InvalidConfigException when there is none
     */
    public Target target(String name) throws InvalidConfigException {
        Target target = targets.byName().get(name);
        if (target == null) {
            String near = targets.all().isEmpty()
                    ? "there are no targets"
                    : Suggestion.among(targets.byName().keySet(), name);
            Problem problem =
                    Place.of("NAME").problem("wanted the name of a target, found " + Quoted.of(name) + "; " + near);
            throw new InvalidConfigException(List.of(problem), 1);
        }
        return target;
    }
}
