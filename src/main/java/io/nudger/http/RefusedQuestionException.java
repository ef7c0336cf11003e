package io.nudger.http;

import io.netty.handler.codec.dns.DnsResponseCode;
import java.net.UnknownHostException;

/** No name server answered the question for a name; the code says what the last one said instead. */
final class RefusedQuestionException extends UnknownHostException {
    private static final long serialVersionUID = 1;

    private final transient DnsResponseCode code;

    RefusedQuestionException(DnsResponseCode code) {
        super("the name server answered " + code);
        this.code = code;
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }

    DnsResponseCode code() {
        return code;
    }
}
