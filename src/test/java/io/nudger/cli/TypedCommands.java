package io.nudger.cli;

import io.nudger.Nudger;
import java.io.PrintWriter;
import java.io.StringWriter;

/** Commands by their names, as the jar finds them; what they print is that of the last one. */
abstract class TypedCommands {
    final StringWriter out = new StringWriter();
    final StringWriter err = new StringWriter();

    final int run(String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        return Nudger.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }
}
