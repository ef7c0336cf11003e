package io.nudger.receivers;

import com.samskivert.mustache.Template;
import io.nudger.config.HttpReceiverSpec;
import io.nudger.config.TemplateType;
import io.nudger.config.WebhookKey;
import io.nudger.document.Secret;
import io.vertx.core.Future;
import java.time.Clock;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Sends notices as requests over HTTP, by a template. Every preset is one of these. */
final class HttpReceiver implements Receiver {
    private static final String IN_TEXT = "\n\n";

    private final HttpReceiverSpec spec;
    private final Model model;
    private final @Nullable Template template;
    private final HttpCaller caller;
    private final Clock clock;
    private final Answers answers;
    private final Parts parts = new Parts();

    HttpReceiver(HttpReceiverSpec spec, int maxListed, HttpCaller caller, Clock clock) {
        this.spec = spec;
        this.model = new Model(
                Form.of(spec.message().contentType()),
                spec.message().markup(),
                spec.message().limits(),
                maxListed);
        String text = spec.message().template();
        this.template = text == null ? null : TemplateType.compile(text);
        this.caller = caller;
        this.clock = clock;
        this.answers = new Answers(masks(spec), clock);
    }

    private static Masks masks(HttpReceiverSpec spec) {
        List<String> secrets = Stream.concat(
                        spec.settings().values().stream(), spec.request().headers().values().stream())
                .map(Secret::reveal)
                .toList();
        return Masks.of(spec.request().url().reveal(), secrets);
    }

    @Override
    public String name() {
        return spec.name();
    }

    @Override
    public Future<Delivery> send(Notice notice) {
        Map<String, Supplier<Future<Delivery>>> messages = new LinkedHashMap<>();
        messages(notice).forEach((key, message) -> messages.put(key, () -> sendOne(message)));
        return parts.send(notice.key(), messages);
    }

    private Future<Delivery> sendOne(Notice message) {
        return Future.succeededFuture()
                .compose(begin -> caller.send(request(message), spec.calling()))
                .map(response -> answers.of(response, spec.request().ok()))
                .recover(failure -> Future.succeededFuture(answers.of(failure, spec.calling())));
    }

    /** What has to be sent, by a key: the notice itself, or one for each of its targets. */
    private Map<String, Notice> messages(Notice notice) {
        Map<String, Notice> messages = new LinkedHashMap<>();
        if (!spec.message().each()) {
            messages.put(notice.key(), notice);
            return messages;
        }
        List<Item> items = notice.items().isEmpty() ? List.of(nudgerItself(notice)) : notice.items();
        items.forEach(item -> messages.put(
                Model.dedupKey(notice, item),
                new Notice(
                        notice.key(),
                        notice.kind(),
                        items.size() == 1 ? notice.headline() : Texts.line(item),
                        List.of(item),
                        0,
                        notice.at(),
                        notice.lasted(),
                        notice.links(),
                        notice.test())));
        return messages;
    }

    private static Item nudgerItself(Notice notice) {
        return new Item(
                "nudger",
                null,
                notice.kind().name().toLowerCase(Locale.ROOT),
                notice.at(),
                List.of(),
                null,
                null,
                null,
                null,
                Map.of(),
                null);
    }

    private Request request(Notice message) {
        return request(message, Secret::reveal);
    }

    /** @param shown what stands for a secret */
    private Request request(Notice message, Function<Secret, String> shown) {
        String body = body(message, shown);
        Map<String, String> headers = new HashMap<>();
        headers.put("content-type", spec.message().contentType());
        spec.request().headers().forEach((name, value) -> headers.put(name, shown.apply(value)));
        WebhookKey key = spec.signingKey();
        if (key != null) {
            String id = "msg_" + Model.digest(spec.name() + "\n" + message.key());
            headers.putAll(WebhookSignature.headers(key, id, clock.instant(), body));
        }
        return new Request(spec.request().method(), spec.request().url().reveal(), headers, body);
    }

    private String body(Notice message, Function<Secret, String> shown) {
        if (template == null) {
            return NoticeJson.of(message);
        }
        Map<String, String> settings = new HashMap<>();
        spec.settings().forEach((name, value) -> settings.put(name, shown.apply(value)));
        return template.execute(model.of(message, settings)).strip();
    }

    @Override
    public String preview(Notice notice) {
        return messages(notice).values().stream()
                .map(message -> preview(request(message, HttpReceiver::hidden)))
                .collect(Collectors.joining(IN_TEXT));
    }

    private String preview(Request request) {
        String body = Request.readable(spec.message().contentType(), request.body());
        return new Request(request.method(), Masks.url(request.url()), request.headers(), body).text();
    }

    /** What is absent shows as absent. */
    private static String hidden(Secret secret) {
        return secret.reveal().isEmpty() ? "" : Masks.HIDDEN;
    }

    @Override
    public void close() {}
}
