package io.nudger.reload;

import java.util.List;

/** Probes that could not begin; the message has a line for each. */
final class ProbeFailureException extends Exception {
    private static final long serialVersionUID = 1L;

    ProbeFailureException(List<String> failures) {
        super(String.join("\n", failures), null, false, false);
    }
}
