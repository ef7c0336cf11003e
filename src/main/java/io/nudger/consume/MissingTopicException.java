package io.nudger.consume;

/** Topics are not there; a monitor makes them. */
final class MissingTopicException extends Exception {
    private static final long serialVersionUID = 1;

    MissingTopicException(String message) {
        super(message);
    }
}
