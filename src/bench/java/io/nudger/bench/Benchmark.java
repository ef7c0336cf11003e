package io.nudger.bench;

import java.util.List;

/** One row of the table, which may have several lines. */
interface Benchmark {
    /** Its number. */
    int row();

    /** What it is about, in a few words. */
    String title();

    /** Measures. */
    List<Result> run(Lab lab, Plan plan);
}
