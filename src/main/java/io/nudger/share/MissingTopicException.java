package io.nudger.share;

/** Somebody has deleted the topic whose partitions are the shares. */
final class MissingTopicException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MissingTopicException(String topic) {
        super("topic " + topic + " was deleted; it is made again", null, false, false);
    }
}
