package io.nudger.app;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import ch.qos.logback.core.encoder.EncoderBase;
import io.nudger.check.Printable;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;

/**
 * A line of the log: time in UTC, level, component, message. Of an exception it says what it says, where it was thrown, and
 * the same of its causes.
 */
final class LogLine extends EncoderBase<ILoggingEvent> {
    private static final DateTimeFormatter TIME =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter();

    private static final int LEVEL_WIDTH = 5;
    /** Our components are named whole, as one looks for them; classes of libraries by their own name alone. */
    private static final String OWN = "nudger.";

    private static final int NAME_WIDTH = 16;
    private static final byte[] NOTHING = {};

    @Override
    public byte[] headerBytes() {
        return NOTHING;
    }

    @Override
    public byte[] footerBytes() {
        return NOTHING;
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        StringBuilder line = new StringBuilder(128);
        TIME.formatTo(Instant.ofEpochMilli(event.getTimeStamp()), line);
        line.append(' ');
        appendPadded(line, event.getLevel().toString(), LEVEL_WIDTH);
        String logger = event.getLoggerName();
        appendPadded(line, logger.startsWith(OWN) ? logger : logger.substring(logger.lastIndexOf('.') + 1), NAME_WIDTH);
        line.append(shown(event.getFormattedMessage())).append(System.lineSeparator());
        String introduction = "";
        for (IThrowableProxy thrown = event.getThrowableProxy(); thrown != null; thrown = thrown.getCause()) {
            append(line, introduction, thrown);
            introduction = "Caused by: ";
        }
        return line.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** A line of its own begins with a time; what a message breaks into lines is indented, so that it can forge none. */
    private static String shown(String message) {
        return Printable.lines(message).replace("\n", "\n\t");
    }

    private static void appendPadded(StringBuilder line, String text, int width) {
        line.append(text);
        line.append(" ".repeat(Math.max(0, width - text.length()) + 1));
    }

    private static void append(StringBuilder line, String introduction, IThrowableProxy thrown) {
        line.append(introduction).append(thrown.getClassName());
        if (thrown.getMessage() != null) {
            line.append(": ").append(shown(thrown.getMessage()));
        }
        line.append(System.lineSeparator());
        StackTraceElementProxy[] frames = thrown.getStackTraceElementProxyArray();
        if (frames.length > 0) {
            line.append('\t').append(frames[0].getSTEAsString()).append(System.lineSeparator());
        }
    }
}
