package io.nudger.cli;

import io.nudger.app.ExitStatus;
import io.nudger.app.StartException;
import io.nudger.check.Printable;
import io.nudger.consume.RecordException;
import io.nudger.document.InvalidConfigException;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Says on standard error why a command could not be carried out. */
public final class FailureReport implements IExecutionExceptionHandler {
    @Override
    public int handleExecutionException(Exception failure, CommandLine commandLine, ParseResult parsed) {
        return report(failure, commandLine.getErr());
    }

    /** Says it here; the exit status that goes with it. */
    public static int report(Exception failure, PrintWriter err) {
        if (failure instanceof InvalidConfigException invalid) {
            err.println(Printable.lines(invalid.getMessage()));
            return ExitStatus.USAGE;
        }
        if (failure instanceof RecordException unreachable) {
            err.println(Printable.lines(String.valueOf(unreachable.getMessage())));
            return ExitStatus.FAILED;
        }
        if (failure instanceof StartException start) {
            err.println(Printable.lines(String.valueOf(start.getMessage())));
            return start.getCause() instanceof InvalidConfigException ? ExitStatus.USAGE : ExitStatus.FAILED;
        }
        err.println("This is a defect of nudger; please report it with the lines below.");
        failure.printStackTrace(err);
        return ExitStatus.FAILED;
    }
}
