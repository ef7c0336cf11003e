package io.nudger.receivers;

import com.samskivert.mustache.Template;
import io.nudger.config.EmailSpec;
import io.nudger.config.EmailSpec.Encryption;
import io.nudger.config.HttpReceiverSpec.Limits;
import io.nudger.config.Markup;
import io.nudger.config.TemplateType;
import io.nudger.document.Secret;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.ext.mail.LoginOption;
import io.vertx.ext.mail.MailClient;
import io.vertx.ext.mail.MailConfig;
import io.vertx.ext.mail.MailMessage;
import io.vertx.ext.mail.SMTPException;
import io.vertx.ext.mail.StartTLSOptions;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Sends notices by email, to each address a message of its own: an address that is refused, or has to wait, keeps none from the
 * others. The id of a message is made of the notice, and mail programs show messages of the same outage together.
 */
final class EmailReceiver implements Receiver {
    private static final int LONGEST_SUBJECT = 200;
    private static final int MAX_THREADS = 20;
    /** Replies that say that the login has to be put right here, and nothing of the message. */
    private static final Set<Integer> OF_LOGIN = Set.of(530, 534, 535, 538);

    private static final Template HTML = TemplateType.compile(
            """
            <!doctype html>
            <html><body style="font-family: sans-serif">
            <h2 style="color: {{color}}">{{title}}</h2>
            <table cellpadding="4">
            {{#items}}<tr><td><b>{{target_title}}</b></td><td>{{state}}</td><td>{{since}}</td><td>{{zones}}</td>\
            <td>{{reason}}{{#message}}: {{message}}{{/message}}</td>\
            <td>{{#link}}<a href="{{link}}">open</a>{{/link}}</td></tr>
            {{/items}}</table>
            {{#more}}<p>and {{more}} more</p>{{/more}}
            {{#lasted}}<p>Duration: {{lasted}}</p>{{/lasted}}
            {{#test}}<p>This is a test; nothing has happened.</p>{{/test}}
            {{#acknowledge}}<p><a href="{{acknowledge}}">Acknowledge</a></p>{{/acknowledge}}
            {{#link}}<p><a href="{{link}}">{{link}}</a></p>{{/link}}
            </body></html>
            """);

    private final EmailSpec spec;
    private final int maxListed;
    private final AddressGuard guard;
    private final MailClient client;
    private final Masks masks;
    private final Answers answers;
    private final Parts parts = new Parts();

    EmailReceiver(EmailSpec spec, int maxListed, AddressGuard guard, Vertx vertx, Clock clock) {
        this.spec = spec;
        this.maxListed = maxListed;
        this.guard = guard;
        this.client = MailClient.create(vertx, config(spec));
        Secret password = spec.server().password();
        this.masks = Masks.of("", password == null ? List.of() : List.of(password.reveal()));
        this.answers = new Answers(masks, clock);
    }

    private static MailConfig config(EmailSpec spec) {
        EmailSpec.Server server = spec.server();
        int millis = Math.toIntExact(spec.calling().timeout().toMillis());
        MailConfig config = new MailConfig()
                .setHostname(server.host())
                .setPort(server.port())
                .setSsl(server.encryption() == Encryption.TLS)
                .setStarttls(starttls(server.encryption()))
                .setKeepAlive(false)
                .setUserAgent("nudger")
                .setHostnameVerificationAlgorithm(spec.calling().tls().verify() ? "HTTPS" : "")
                .setConnectTimeout(millis)
                .setIdleTimeout(millis)
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS);
        ClientTls.apply(spec.calling().tls(), config);
        Secret password = server.password();
        if (server.user() == null || password == null) {
            return config.setLogin(LoginOption.DISABLED);
        }
        return config.setLogin(LoginOption.REQUIRED).setUsername(server.user()).setPassword(password.reveal());
    }

    private static StartTLSOptions starttls(Encryption encryption) {
        return switch (encryption) {
            case STARTTLS_REQUIRED -> StartTLSOptions.REQUIRED;
            case STARTTLS_OPTIONAL -> StartTLSOptions.OPTIONAL;
            case DISABLED, TLS -> StartTLSOptions.DISABLED;
        };
    }

    @Override
    public String name() {
        return spec.name();
    }

    @Override
    public Future<Delivery> send(Notice notice) {
        Map<String, Supplier<Future<Delivery>>> messages = new LinkedHashMap<>();
        spec.to().forEach(address -> messages.put(address, () -> sendTo(address, notice)));
        return parts.send(notice.key(), messages);
    }

    private Future<Delivery> sendTo(String address, Notice notice) {
        return guard.resolve(spec.server().host())
                .compose(allowed -> client.sendMail(message(address, notice)))
                .timeout(spec.calling().timeout().toMillis(), TimeUnit.MILLISECONDS)
                .map(sent -> Delivery.accepted("accepted by " + spec.server().host()))
                .recover(failure -> Future.succeededFuture(failed(failure)));
    }

    /** A server that says 4xx will take it later; one that says 5xx never will, unless it is the login that it refuses. */
    private Delivery failed(Throwable failure) {
        SMTPException smtp = reply(failure);
        if (smtp == null) {
            return answers.of(failure, spec.calling());
        }
        String detail = masks.line(String.join(" ", smtp.getReplyMessages()));
        boolean refused = smtp.isPermanent() && !OF_LOGIN.contains(smtp.getReplyCode());
        return refused ? Delivery.refused(detail) : Delivery.retry(detail);
    }

    private static @Nullable SMTPException reply(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SMTPException smtp) {
                return smtp;
            }
        }
        return null;
    }

    private MailMessage message(String address, Notice notice) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap()
                .add("Message-ID", id(spec.name() + "\n" + address + "\n" + notice.key()))
                .add("Auto-Submitted", "auto-generated");
        List<String> outages = notice.items().stream()
                .map(Item::outage)
                .filter(outage -> outage != null)
                .distinct()
                .limit(MAX_THREADS)
                .map(EmailReceiver::digested)
                .map(digest -> "<" + digest + "@" + domain() + ">")
                .collect(Collectors.toList());
        if (!outages.isEmpty()) {
            headers.add("In-Reply-To", outages.get(0)).add("References", String.join(" ", outages));
        }
        return new MailMessage()
                .setFrom(spec.from())
                .setTo(address)
                .setSubject(subject(notice))
                .setText(text(notice))
                .setHtml(html(notice))
                .setHeaders(headers);
    }

    private String id(String of) {
        return "<" + Model.digest(of) + "@" + domain() + ">";
    }

    private static String digested(@Nullable String outage) {
        return Model.digest(Texts.orEmpty(outage));
    }

    private String domain() {
        return spec.from().substring(spec.from().indexOf('@') + 1).toLowerCase(Locale.ROOT);
    }

    private String subject(Notice notice) {
        return String.valueOf(model(Form.TEXT).of(notice, Map.of()).get("title"));
    }

    private String text(Notice notice) {
        String link = notice.link();
        String acknowledge = notice.links().acknowledge();
        return Model.title(notice) + "\n\n" + model(Form.TEXT).lines(notice)
                + (acknowledge == null ? "" : "\n\n" + Model.ACKNOWLEDGE + acknowledge)
                + (link == null ? "" : "\n\n" + link)
                + "\n";
    }

    private String html(Notice notice) {
        Map<String, Object> model = model(Form.MARKUP).of(notice, Map.of());
        model.put(
                "items",
                ((List<?>) Objects.requireNonNull(model.get("items")))
                        .stream().limit(maxListed).toList());
        return HTML.execute(model);
    }

    private Model model(Form form) {
        return new Model(form, Markup.NONE, new Limits(LONGEST_SUBJECT, 100_000, false), maxListed);
    }

    @Override
    public String preview(Notice notice) {
        MailMessage message = message(String.join(", ", spec.to()), notice);
        StringBuilder text = new StringBuilder(
                "SMTP to " + spec.server().host() + ":" + spec.server().port() + "\n");
        text.append("From: ").append(message.getFrom()).append('\n');
        text.append("To: ").append(String.join(", ", message.getTo())).append('\n');
        text.append("Subject: ").append(message.getSubject()).append('\n');
        message.getHeaders().forEach(header -> text.append(header.getKey())
                .append(": ")
                .append(header.getValue())
                .append('\n'));
        return text.append('\n').append(message.getText()).toString();
    }

    @Override
    public void close() {
        client.close().onFailure(failure -> {});
    }
}
