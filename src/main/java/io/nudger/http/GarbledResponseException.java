package io.nudger.http;

/** What came back was not the response that the protocol asks for; the cause says what was wrong with it. */
final class GarbledResponseException extends Exception {
    private static final long serialVersionUID = 1;

    GarbledResponseException(Throwable cause) {
        super(cause.getMessage(), cause);
    }
}
