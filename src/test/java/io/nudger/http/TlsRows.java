package io.nudger.http;

import static io.nudger.check.FailureReason.RESET;
import static io.nudger.check.FailureReason.TIMEOUT;
import static io.nudger.check.FailureReason.TLS;
import static io.nudger.check.Phase.PROCESSING;
import static io.nudger.check.Phase.TRANSFER;
import static io.nudger.http.Row.OK;
import static io.nudger.http.Row.handshake;
import static io.nudger.http.Row.https;

import io.nudger.check.Phase;
import io.nudger.testing.MisbehavingServer.Visitor;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** Servers that do wrong in the TLS handshake, or over TLS. */
final class TlsRows {
    private static final int HANDSHAKE_FAILURE = 40;
    private static final int PROTOCOL_VERSION = 70;
    private static final int INTERNAL_ERROR = 80;
    private static final int UNRECOGNIZED_NAME = 112;
    private static final int CERTIFICATE_REQUIRED = 116;
    private static final int NO_APPLICATION_PROTOCOL = 120;
    private static final byte[] BEGIN_OF_RECORD = {0x16, 0x03, 0x03, 0x40, 0x00};

    private TlsRows() {}

    static Stream<Row> all() {
        return Stream.concat(handshakes(), overTls());
    }

    private static Stream<Row> handshakes() {
        return Stream.of(
                handshake("says nothing to the handshake", visitor -> {})
                        .isDown(TIMEOUT, Phase.TLS, "still in the TLS handshake with 127.0.0.1:"),
                handshake("closes instead of a handshake", Visitor::close).isDown(TLS, Phase.TLS, "127.0.0.1:"),
                handshake("closes in the handshake", visitor -> {
                            visitor.readSomething();
                            visitor.closeOutput();
                        })
                        .isDown(TLS, Phase.TLS, "it closed the connection"),
                handshake("resets in the handshake", visitor -> {
                            visitor.readSomething();
                            visitor.reset();
                        })
                        .isDown(TLS, Phase.TLS, "127.0.0.1:"),
                handshake("drips the handshake", visitor -> {
                            visitor.readSomething();
                            visitor.write(BEGIN_OF_RECORD);
                            visitor.writeForever("\0", Duration.ofSeconds(1));
                        })
                        .within(Duration.ofMillis(2_300))
                        .isDown(TIMEOUT, Phase.TLS, "within 2.30 s: still in the TLS handshake"),
                handshake("pours handshake records", visitor -> {
                            visitor.readSomething();
                            visitor.writeForever(
                                    new byte[] {0x16, 0x03, 0x03, 0x00, 0x04, 0x00, 0x00, 0x00, 0x00}, Duration.ZERO);
                        })
                        .isDown(TLS, Phase.TLS, "The TLS handshake with 127.0.0.1:"),
                handshake("speaks HTTP where TLS is spoken", visitor -> {
                            visitor.readSomething();
                            visitor.write("HTTP/1.1 400 Bad Request\r\n\r\n");
                        })
                        .isDown(
                                TLS,
                                Phase.TLS,
                                "what it sent is not TLS; if it speaks plain HTTP there, the URL is http://127.0.0.1:"),
                handshake("speaks SMTP where TLS is spoken", visitor -> visitor.write("220 mail.example ESMTP\r\n"))
                        .isDown(TLS, Phase.TLS, "what it sent is not TLS"),
                alerting("finds nothing in common", HANDSHAKE_FAILURE)
                        .isDown(
                                TLS,
                                Phase.TLS,
                                "handshake_failure; they have no cipher or signature in common, or it wants"),
                alerting("wants a client certificate", CERTIFICATE_REQUIRED)
                        .isDown(TLS, Phase.TLS, "it wants a client certificate, see tls.cert_file."),
                alerting("does not know the name", UNRECOGNIZED_NAME)
                        .isDown(TLS, Phase.TLS, "unrecognized_name; it has no site with the name 127.0.0.1"),
                alerting("speaks another protocol", NO_APPLICATION_PROTOCOL)
                        .isDown(TLS, Phase.TLS, "no_application_protocol; it speaks no version of HTTP"),
                alerting("has an internal error", INTERNAL_ERROR).isDown(TLS, Phase.TLS, "internal_error"),
                alerting("does not speak so new a TLS", PROTOCOL_VERSION)
                        .isDown(TLS, Phase.TLS, "it speaks no version of TLS that the check accepts"));
    }

    private static Stream<Row> overTls() {
        return Stream.of(
                https("is slow in the handshake, but fast enough", visitor -> {
                    LockSupport.parkNanos(Duration.ofMillis(400).toNanos());
                    visitor.awaitRequest();
                    visitor.write(OK + "content-length: 2\r\n\r\nok");
                }),
                https("says nothing over TLS", Visitor::awaitRequest)
                        .isDown(TIMEOUT, PROCESSING, "still waiting for the response"),
                https("closes over TLS instead of an answer", visitor -> {
                            visitor.awaitRequest();
                            visitor.close();
                        })
                        .isDown(RESET, PROCESSING, "closed the connection"),
                https("resets over TLS instead of an answer", visitor -> {
                            visitor.awaitRequest();
                            visitor.reset();
                        })
                        .isDown(RESET, PROCESSING, "127.0.0.1:"),
                https("closes over TLS in the body", visitor -> {
                            visitor.awaitRequest();
                            visitor.write(OK + "content-length: 10\r\n\r\nabc");
                            visitor.close();
                        })
                        .isDown(RESET, TRANSFER, "3 bytes of the body so far"),
                https("breaks the encryption", visitor -> {
                            visitor.awaitRequest();
                            visitor.write(OK + "content-length: 10\r\n\r\nabc");
                            visitor.writeBelow(new byte[] {0x17, 0x03, 0x03, 0x00, 0x05, 1, 2, 3, 4, 5});
                        })
                        .isDown(RESET, TRANSFER, "3 bytes of the body so far"),
                https("drips over TLS", visitor -> {
                            visitor.awaitRequest();
                            visitor.write(OK + "transfer-encoding: chunked\r\n\r\n");
                            visitor.writeForever("1\r\nx\r\n", Duration.ofSeconds(1));
                        })
                        .within(Duration.ofMillis(2_300))
                        .isDown(TIMEOUT, TRANSFER, "3 bytes of the body so far"));
    }

    private static Row alerting(String name, int alert) {
        return handshake(name + " (alert " + alert + ")", visitor -> {
            visitor.readSomething();
            visitor.write(alert(alert));
        });
    }

    /** A fatal alert as it stands on the wire. */
    static byte[] alert(int number) {
        return new byte[] {0x15, 0x03, 0x03, 0x00, 0x02, 0x02, (byte) number};
    }
}
