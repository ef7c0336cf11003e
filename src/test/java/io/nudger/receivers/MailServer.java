package io.nudger.receivers;

import io.nudger.testing.Futures;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.parsetools.RecordParser;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A mail server that speaks STARTTLS, and answers to commands as it is set to: what GreenMail does not. */
final class MailServer {
    private final NetServer server;
    private final boolean offersTls;
    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private final List<String> heard = new CopyOnWriteArrayList<>();

    /** @param options with a certificate, when it offers STARTTLS */
    MailServer(Vertx vertx, NetServerOptions options) {
        offersTls = options.getKeyCertOptions() != null;
        server = Futures.get(
                vertx.createNetServer(options).connectHandler(this::greet).listen(0, "127.0.0.1"));
    }

    int port() {
        return server.actualPort();
    }

    /** From now on, a command that begins like this is answered so. */
    void answering(String command, String answer) {
        answers.put(command, answer);
    }

    void reset() {
        answers.clear();
        heard.clear();
    }

    /** Every line of the clients; {@code (TLS)} before those that came encrypted. */
    List<String> heard() {
        return heard;
    }

    private void greet(NetSocket socket) {
        RecordParser lines = RecordParser.newDelimited("\r\n");
        boolean[] inData = {false};
        lines.setOutput(buffer -> {
            String line = buffer.toString();
            heard.add((socket.isSsl() ? "(TLS) " : "") + line);
            if (inData[0]) {
                if (line.equals(".")) {
                    inData[0] = false;
                    say(socket, "250 ok");
                }
                return;
            }
            inData[0] = line.equals("DATA");
            answer(socket, line);
        });
        NetSocket reading = socket.handler(lines);
        say(reading, "220 mail.test ESMTP");
    }

    private void answer(NetSocket socket, String line) {
        for (Map.Entry<String, String> told : answers.entrySet()) {
            if (line.startsWith(told.getKey())) {
                say(socket, told.getValue());
                return;
            }
        }
        if (line.startsWith("EHLO")) {
            boolean offers = offersTls && !socket.isSsl();
            say(socket, offers ? "250-mail.test\r\n250 STARTTLS" : "250-mail.test\r\n250 AUTH PLAIN LOGIN");
        } else if (line.equals("STARTTLS")) {
            socket.upgradeToSsl(Buffer.buffer("220 go on\r\n")).onFailure(failure -> {});
        } else if (line.equals("DATA")) {
            say(socket, "354 go on");
        } else if (line.startsWith("AUTH")) {
            say(socket, "235 welcome");
        } else if (line.equals("QUIT")) {
            say(socket, "221 bye");
        } else {
            say(socket, "250 ok");
        }
    }

    /** Nothing, when there is nothing to say. */
    private static void say(NetSocket socket, String line) {
        if (line.isEmpty()) {
            return;
        }
        socket.write(line + "\r\n").onFailure(gone -> {});
    }
}
