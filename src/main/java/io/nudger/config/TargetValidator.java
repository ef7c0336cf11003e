package io.nudger.config;

import io.nudger.document.Node;
import io.nudger.document.Place;
import io.nudger.document.Problem;
import io.nudger.document.Problems;
import io.nudger.document.Reading;
import java.util.List;

/** Evaluates a target before it is written into a targets file, by the rules under which the file will be read. */
public final class TargetValidator {
    private TargetValidator() {}

    /**
     * What is wrong with a target; empty when nothing is. Every variable of the environment is taken to be set, to a
     * word.
     *
     * @param target the object with name and url as it would stand in the list
     */
    public static List<Problem> problems(Node target) {
        Problems problems = new Problems();
        Reading reading = new Reading(problems, name -> "word");
        new TargetReader(reading).read(target, Place.of("a target"), TargetOptions.BUILT_IN);
        return problems.any() ? problems.asException().problems() : List.of();
    }
}
