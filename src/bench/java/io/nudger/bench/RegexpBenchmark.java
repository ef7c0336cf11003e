package io.nudger.bench;

import com.google.re2j.Pattern;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The search in a page of 64 KiB whose last words match. */
@State(Scope.Benchmark)
public class RegexpBenchmark {
    private static final String REGEXP = "([Ee]macs|[Ss]tatistics)";
    private static final int LENGTH = 64 * 1024;
    private static final String WORDS = "<p>It was the best of times, it was the worst of times.</p>\n";

    private final String page = WORDS.repeat(LENGTH / WORDS.length()) + "Real programmers use emacs";
    private final Pattern linear = Pattern.compile(REGEXP);
    private final java.util.regex.Pattern backtracking = java.util.regex.Pattern.compile(REGEXP);

    @Benchmark
    public boolean search() {
        return linear.matcher(page).find();
    }

    @Benchmark
    @MicroReference("java.util.regex, which backtracks")
    public boolean searchReference() {
        return backtracking.matcher(page).find();
    }
}
