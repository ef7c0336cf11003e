package io.nudger.receivers;

import static io.nudger.receivers.Sending.SHOP;
import static io.nudger.receivers.Sending.down;
import static io.nudger.receivers.Sending.notice;
import static io.nudger.receivers.Sending.send;
import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetup;
import io.nudger.receivers.Delivery.Result;
import io.nudger.testing.CertificateAuthority;
import io.nudger.testing.CertificateAuthority.Identity;
import io.nudger.testing.ForeignTexts;
import io.nudger.testing.Futures;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import jakarta.mail.BodyPart;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Email to a real server, and to one that refuses, postpones and encrypts. */
final class EmailReceiverTest {
    private static final CertificateAuthority AUTHORITY = CertificateAuthority.create("Mail");

    private static Vertx vertx;
    private static GreenMail mail;
    private static MailServer encrypting;
    private static MailServer plain;
    private static String authorityFile;

    @TempDir
    static Path directory;

    @BeforeAll
    static void start() throws IOException {
        vertx = Vertx.vertx();
        mail = new GreenMail(new ServerSetup[] {
            new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP),
            new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTPS)
        });
        mail.setUser("joe", "joe", "s3cret-word");
        mail.start();
        Identity identity = AUTHORITY.issue("mail", Instant.now().plus(Duration.ofDays(30)), "localhost");
        encrypting = new MailServer(
                vertx,
                new NetServerOptions()
                        .setKeyCertOptions(new PemKeyCertOptions()
                                .setKeyValue(Buffer.buffer(identity.keyPem()))
                                .setCertValue(Buffer.buffer(identity.certificatePem()))));
        plain = new MailServer(vertx, new NetServerOptions());
        authorityFile =
                Files.writeString(directory.resolve("ca.pem"), AUTHORITY.pem()).toString();
    }

    @AfterAll
    static void stop() {
        mail.stop();
        Futures.get(vertx.close());
    }

    @BeforeEach
    void clean() throws Exception {
        mail.purgeEmailFromAllMailboxes();
        encrypting.reset();
        plain.reset();
    }

    private static Receiver email(int port, String options) {
        return Sending.receiver(
                vertx,
                "email: {to: [ops@example.com, boss@example.com], from: nudger@example.com, host: localhost, port: "
                        + port + options + "}");
    }

    private static Receiver greenMail(String options) {
        return email(mail.getSmtp().getPort(), ", starttls: disabled" + options);
    }

    @Test
    void aMessageHasTextAndHtmlAndIsKnownByItsId() throws Exception {
        Receiver receiver = greenMail(", user: joe, password: s3cret-word");

        assertThat(send(receiver, down())).isEqualTo(Delivery.accepted("accepted by localhost"));
        assertThat(send(receiver, down()).result()).isEqualTo(Result.ACCEPTED);
        assertThat(send(receiver, notice(Kind.UP, "shop is up again", Sending.of("shop", "up", Sending.NOW)))
                        .result())
                .isEqualTo(Result.ACCEPTED);

        MimeMessage[] messages = mail.getReceivedMessagesForDomain("ops@example.com");
        assertThat(messages).hasSize(3);
        MimeMessage first = messages[0];
        assertThat(first.getSubject()).isEqualTo("shop is down (timeout)");
        assertThat(part(first, "text/plain"))
                .contains(
                        "shop is down (timeout)",
                        "shop: down since 2026-11-30 11:47:30 UTC in eu, us; timeout: No complete response",
                        "https://status.example/");
        assertThat(part(first, "text/html")).contains("<b>shop</b>", "<a href=\"https://status.example/shop\">");
        assertThat(first.getMessageID())
                .matches("<[0-9a-f]{32}@example\\.com>")
                .isEqualTo(messages[1].getMessageID())
                .isNotEqualTo(messages[2].getMessageID())
                .isNotEqualTo(mail.getReceivedMessagesForDomain("boss@example.com")[0].getMessageID());
        assertThat(first.getHeader("In-Reply-To"))
                .isEqualTo(messages[2].getHeader("In-Reply-To"))
                .isEqualTo(first.getHeader("References"));
        assertThat(first.getHeader("Auto-Submitted")).containsExactly("auto-generated");
    }

    @Test
    void whatASiteSaysStaysText() throws Exception {
        Item item = new Item(
                "shop",
                "Läden",
                "down",
                SHOP.since(),
                List.of(),
                "timeout",
                "</td><script>alert(1)</script> é 😀 " + ForeignTexts.ALL,
                null,
                "https://a.example/?a=1&b=\"2",
                Map.of(),
                null);

        Sending.deliver(greenMail(""), notice(Kind.DOWN, "Übung\r\nBcc: evil@example.com\r\n\r\n😀".repeat(20), item));

        MimeMessage message = mail.getReceivedMessagesForDomain("ops@example.com")[0];
        assertThat(message.getSubject())
                .startsWith("Übung  Bcc: evil@example.com")
                .hasSizeLessThanOrEqualTo(200);
        assertThat(message.getHeader("Bcc")).isNull();
        assertThat(mail.getReceivedMessages()).hasSize(2);
        assertThat(part(message, "text/html"))
                .contains("<b>Läden</b>", "&lt;script&gt;", "é 😀", "?a=1&amp;b=&quot;2")
                .doesNotContain("<script>");
        assertThat(part(message, "text/plain"))
                .contains("Läden (shop): down since", "</td><script>alert(1)</script> é 😀");
    }

    @Test
    void aConnectionMayBeEncryptedFromItsFirstByte() {
        int port = mail.getSmtps().getPort();
        String smtps = ", starttls: implicit";

        assertThat(send(email(port, smtps + ", tls: {verify: false}"), down()).result())
                .isEqualTo(Result.ACCEPTED);
        Delivery untrusted = send(email(port, smtps), down());
        assertThat(untrusted.result()).isEqualTo(Result.RETRY);
        assertThat(mail.getReceivedMessages()).hasSize(2);
    }

    @Test
    void starttlsComesBeforeThePassword() {
        String login = ", user: joe, password: s3cret-word, tls: {ca_file: '" + authorityFile + "'}";

        assertThat(send(email(encrypting.port(), login), down()).result()).isEqualTo(Result.ACCEPTED);
        assertThat(encrypting.heard())
                .filteredOn(line -> line.contains("AUTH"))
                .isNotEmpty()
                .allMatch(line -> line.startsWith("(TLS)"));

        encrypting.reset();
        Delivery untrusted = send(email(encrypting.port(), ", user: joe, password: s3cret-word"), down());
        assertThat(untrusted.result()).isEqualTo(Result.RETRY);
        assertThat(encrypting.heard()).noneMatch(line -> line.contains("AUTH"));

        Delivery withoutTls = send(email(plain.port(), ", user: joe, password: s3cret-word"), down());
        assertThat(withoutTls.result()).isEqualTo(Result.RETRY);
        assertThat(plain.heard()).noneMatch(line -> line.contains("AUTH") || line.contains("MAIL"));

        assertThat(send(email(plain.port(), ", starttls: optional"), down()).result())
                .isEqualTo(Result.ACCEPTED);
    }

    @ParameterizedTest
    @CsvSource({
        "MAIL, 450 4.7.1 greylisted, RETRY",
        "RCPT, 451 try again later, RETRY",
        "RCPT, 550 no such user, REFUSED",
        "DATA, 554 spam, REFUSED",
        "MAIL, 421 too busy, RETRY",
        "AUTH, 535 wrong password s3cret-word, RETRY"
    })
    void aReplyDecides(String command, String reply, Result result) {
        plain.answering(command, reply);

        Delivery delivery = send(email(plain.port(), ", starttls: disabled, user: joe, password: s3cret-word"), down());

        assertThat(delivery.result()).isEqualTo(result);
        assertThat(delivery.detail()).contains(reply.substring(0, 3)).doesNotContain("s3cret");
    }

    /** Nobody waits for, or suffers from, an address that is not taken. */
    @Test
    void everyAddressIsForItself() {
        plain.answering("RCPT TO:<ops@example.com>", "450 greylisted");
        Receiver receiver = email(plain.port(), ", starttls: disabled");

        assertThat(send(receiver, down()).result()).isEqualTo(Result.RETRY);
        plain.reset();
        assertThat(send(receiver, down()).result()).isEqualTo(Result.ACCEPTED);
        assertThat(plain.heard()).contains("RCPT TO:<ops@example.com>").doesNotContain("RCPT TO:<boss@example.com>");

        plain.answering("RCPT TO:<ops@example.com>", "550 no such user");
        Delivery partly = send(receiver, notice(Kind.UP, "shop is up again", SHOP));
        assertThat(partly.result()).isEqualTo(Result.ACCEPTED);
        assertThat(partly.detail()).contains("refused for ops@example.com: 550 no such user");
    }

    @Test
    void aServerThatSaysNothingIsTriedAgain() {
        plain.answering("EHLO", "");

        Delivery delivery = send(email(plain.port(), ", starttls: disabled, timeout: 300ms"), down());

        assertThat(delivery.result()).isEqualTo(Result.RETRY);
    }

    @Test
    void thePreviewIsTheMessage() {
        assertThat(greenMail(", user: joe, password: s3cret-word").preview(down()))
                .contains("To: ops@example.com, boss@example.com", "Subject: shop is down (timeout)")
                .doesNotContain("s3cret");
    }

    private static String part(Message message, String type) throws MessagingException, IOException {
        Multipart parts = (Multipart) message.getContent();
        for (int i = 0; i < parts.getCount(); i++) {
            BodyPart part = parts.getBodyPart(i);
            if (part.isMimeType(type)) {
                return (String) part.getContent();
            }
        }
        throw new AssertionError("no " + type + " in " + GreenMailUtil.getWholeMessage(message));
    }
}
