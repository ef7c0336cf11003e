package io.nudger.receivers;

import static io.nudger.receivers.Sending.SHOP;
import static io.nudger.receivers.Sending.notice;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.nudger.config.Markup;
import io.nudger.config.Preset;
import io.nudger.config.TemplateType;
import io.nudger.receivers.Delivery.Result;
import io.nudger.receivers.Sink.Taken;
import io.nudger.testing.ForeignTexts;
import io.nudger.testing.Futures;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The exact requests of every preset, and what becomes of values that are not meant well. */
final class PresetsTest {
    private static final String NASTY = "\"quoted\" 'single' \\ {{title}} ${HOME} <b>&amp;</b> <!channel> @everyone"
            + " [click](http://evil.example) *bold* `code` 😀\u0000\n\u001b[2J\u202egnp " + ForeignTexts.ALL;

    /** Of the services that count them, the fields and their longest; with markup, as they are counted. */
    private static final String LONGEST_FIELDS =
            """
            slack: {url: 'URL'}                                  | attachments/0/title               | 1024
            slack: {url: 'URL'}                                  | attachments/0/text                | 3000
            discord: {url: 'URL'}                                | embeds/0/title                    | 256
            discord: {url: 'URL'}                                | embeds/0/description              | 4096
            teams: {url: 'URL'}                                  | attachments/0/content/body/1/text | 5000
            telegram: {token: t, chat_id: 1, url: 'URL'}         | text                              | 4096
            pagerduty: {routing_key: k, url: 'URL'}              | payload/summary                   | 1024
            pagerduty: {routing_key: k, url: 'URL'}              | dedup_key                         | 255
            ntfy: {topic: t, url: 'URL'}                         | message                           | 4096
            gotify: {token: t, url: 'URL'}                       | message                           | 8000
            mattermost: {url: 'URL', channel: c, username: u}    | attachments/0/text                | 8000
            google_chat: {url: 'URL'}                            | text                              | 4096
            rocketchat: {url: 'URL', channel: c}                 | attachments/0/title               | 1024
            pushover: {token: t, user: u, device: d, url: 'URL'} | title                             | 250
            pushover: {token: t, user: u, url: 'URL'}            | message                           | 1024
            apprise: {url: 'URL', urls: ['json://a']}            | body                              | 8000
            """;

    private static Vertx vertx;
    private static Sink sink;

    @BeforeAll
    static void start() {
        vertx = Vertx.vertx();
        sink = Sink.plain(vertx);
    }

    @AfterAll
    static void stop() {
        Futures.get(vertx.close());
    }

    @BeforeEach
    void accept() {
        sink.answering(request -> Sink.end(request.response(), "ok"));
    }

    /** A preset as docs/alerts.md shows it: what a user writes, and what is sent. */
    record Shown(String name, String yaml, String request) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Shown> shown() throws IOException {
        Matcher matcher = Pattern.compile("### `(\\w+)`\n.*?```yaml\n(.*?)```\n.*?```http\n(.*?)```\n", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("docs/alerts.md")));
        return matcher.results()
                .map(each -> new Shown(each.group(1), each.group(2), each.group(3)))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("shown")
    void theDocsShowTheRequest(Shown shown) {
        Receiver receiver = Sending.receiver(vertx, shown.yaml.strip());

        assertThat(receiver.preview(Sending.down()).strip()).isEqualTo(shown.request.strip());
    }

    /** However long the rest is: without it nobody would know how to say that he takes care. */
    @ParameterizedTest
    @MethodSource("shown")
    void theLinkThatAcknowledgesIsNeverCut(Shown shown) {
        String link = "https://nudger.example/ack/42/0123456789abcdef0123456789abcdef";
        List<Item> many = new ArrayList<>(Collections.nCopies(100, SHOP));
        Notice notice = new Notice(
                "k", Kind.DOWN, "all are down", many, 0, Sending.NOW, null, new Notice.Links(null, link), false);

        String request = Sending.receiver(vertx, shown.yaml.strip()).preview(notice);

        switch (shown.name) {
            case "pagerduty", "alertmanager" ->
                assertThat(request).as("what acknowledges itself").doesNotContain("/ack/");
            case "twilio" -> assertThat(request).contains(URLEncoder.encode(link, StandardCharsets.UTF_8));
            default -> assertThat(request).contains(link);
        }
    }

    @Test
    void theDocsShowEveryPreset() throws IOException {
        assertThat(shown().stream().map(Shown::name))
                .containsAll(Preset.keys())
                .contains("webhook", "alertmanager", "email");
    }

    /** Twilio gets a form, which a test of its own looks at. */
    @Test
    void everyPresetHasARowOfItsLongestFields() {
        assertThat(LONGEST_FIELDS.lines().map(row -> row.split(":", 2)[0]))
                .containsAll(Preset.keys().stream()
                        .filter(name -> !name.equals("twilio"))
                        .toList());
    }

    /** What is sent is what the preview shows, with the secrets in it. */
    @Test
    void secretsAreSentAndNotShown() {
        Receiver receiver = Sending.receiver(
                vertx, "telegram: {token: '1234:s3cret-token', chat_id: -100, topic: 7, url: '" + sink.url() + "/'}");

        Delivery delivery = Sending.send(receiver, Sending.down());

        assertThat(delivery).isEqualTo(Delivery.accepted("200 OK: ok"));
        Taken taken = sink.only();
        assertThat(taken.method()).isEqualTo("POST");
        assertThat(taken.uri()).isEqualTo("/bot1234:s3cret-token/sendMessage");
        assertThat(new JsonObject(taken.body()))
                .isEqualTo(new JsonObject()
                        .put("chat_id", "-100")
                        .put(
                                "text",
                                "<b>shop is down (timeout)</b>\nshop: down since 2026-11-30 11:47:30 UTC in eu, us;"
                                        + " timeout: No complete response within 5 s.\n"
                                        + "<a href=\"https://status.example/\">Open</a>")
                        .put("parse_mode", "HTML")
                        .put("link_preview_options", new JsonObject().put("is_disabled", true))
                        .put("message_thread_id", 7));
        assertThat(receiver.preview(Sending.down()) + receiver).doesNotContain("s3cret");
    }

    @Test
    void twilioGetsAForm() {
        Receiver receiver = Sending.receiver(
                vertx,
                "twilio: {account_sid: AC1, auth_token: s3cret, from: '+491', to: '+492', url: '" + sink.url() + "'}");

        Sending.deliver(receiver, notice(Kind.DOWN, "a&b=c+d é", SHOP));

        Taken taken = sink.only();
        assertThat(taken.uri()).isEqualTo("/2010-04-01/Accounts/AC1/Messages.json");
        assertThat(taken.headers().get("authorization"))
                .isEqualTo(
                        "Basic " + Base64.getEncoder().encodeToString("AC1:s3cret".getBytes(StandardCharsets.UTF_8)));
        assertThat(taken.headers().get("content-type")).isEqualTo("application/x-www-form-urlencoded");
        assertThat(form(taken.body()))
                .containsEntry("To", "+492")
                .containsEntry("From", "+491")
                .hasEntrySatisfying("Body", body -> assertThat(body).startsWith("a&b=c+d é\nshop: down since"));
    }

    @Test
    void headersWithoutATokenAreLeftOut() {
        Sending.deliver(Sending.receiver(vertx, "ntfy: {topic: t, url: '" + sink.url() + "'}"), Sending.down());
        assertThat(sink.only().headers().contains("authorization")).isFalse();

        accept();
        Sending.deliver(
                Sending.receiver(vertx, "ntfy: {topic: t, token: tk, url: '" + sink.url() + "'}"), Sending.down());
        assertThat(sink.only().headers().get("authorization")).isEqualTo("Bearer tk");

        accept();
        Sending.deliver(Sending.receiver(vertx, "discord: {url: '" + sink.url() + "/w?thread_id=1'}"), Sending.down());
        assertThat(sink.only().uri()).isEqualTo("/w?thread_id=1&wait=true");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = LONGEST_FIELDS)
    void nastyAndLongValuesStayValues(String yaml, String field, int longest) {
        Item item = new Item(
                "target",
                null,
                "down",
                SHOP.since(),
                List.of("eu"),
                "timeout",
                "start " + NASTY + "😀\"".repeat(5_000),
                "https://shop.example/",
                null,
                Map.of("la\"bel", "{{x}}\n\""),
                "x".repeat(300));
        Receiver receiver = Sending.receiver(vertx, yaml.replace("URL", sink.url()));

        Delivery delivery = Sending.send(receiver, notice(Kind.DOWN, "head " + NASTY.repeat(10), item));

        assertThat(delivery.result()).isEqualTo(Result.ACCEPTED);
        JsonObject body = new JsonObject(sink.only().body());
        String value = text(body, field);
        assertThat(value.length()).isLessThanOrEqualTo(longest);
        assertThat(value.getBytes(StandardCharsets.UTF_8).length).isLessThanOrEqualTo(4 * longest);
        ForeignTexts.assertHarmless(value);
        if (!field.equals("dedup_key")) {
            assertThat(value).contains("{{title}} ${HOME}");
        }
    }

    private static String text(JsonObject body, String path) {
        Object value = body;
        for (String step : path.split("/", -1)) {
            value = value instanceof JsonArray array
                    ? array.getValue(Integer.parseInt(step))
                    : ((JsonObject) value).getValue(step);
        }
        return (String) value;
    }

    @Test
    void nothingASiteSaysCallsPeopleOrLinks() {
        String said = "<!channel> <@U1> @all [x](http://evil) <http://evil|x> _a_ <users/all>";

        assertThat(Texts.inMarkup(said, Markup.SLACK, 1_000, false))
                .isEqualTo("&lt;!channel&gt; &lt;@U1&gt; @all [x](http://evil) &lt;http://evil|x&gt; _a_"
                        + " &lt;users/all&gt;");
        assertThat(Texts.inMarkup(said, Markup.MARKDOWN, 1_000, false))
                .isEqualTo("\\<!channel\\> \\<＠U1\\> ＠all \\[x\\](http://evil) \\<http://evil\\|x\\> \\_a\\_"
                        + " \\<users/all\\>");
        assertThat(Texts.inMarkup(said, Markup.CHAT, 1_000, false))
                .isEqualTo("‹!channel› ‹＠U1› ＠all [x](http://evil) ‹http://evil|x› _a_ ‹users/all›");
        assertThat(Texts.inMarkup("<a href='x'>\"", Markup.HTML, 1_000, false))
                .isEqualTo("&lt;a href=&#39;x&#39;&gt;&quot;");
    }

    @Test
    void aCutHalvesNeitherPairsNorEscapes() {
        for (int longest = 1; longest < 40; longest++) {
            String html = Texts.inMarkup("<😀&<😀&<😀&<😀&", Markup.HTML, longest, false);
            assertThat(html.length()).isLessThanOrEqualTo(longest);
            assertThat(html).matches("(?:&lt;|😀|&amp;)*…?");
            String bytes = Texts.inMarkup("aé😀".repeat(10), Markup.NONE, longest, true);
            assertThat(bytes.getBytes(StandardCharsets.UTF_8).length).isLessThanOrEqualTo(longest);
            assertThat(bytes).matches("(?:aé😀)*(?:a|aé)?…?");
        }
        assertThat(Texts.inMarkup("exact", Markup.NONE, 5, false)).isEqualTo("exact");
        assertThat(Texts.inMarkup("longer", Markup.NONE, 5, false)).isEqualTo("long…");
    }

    /** What a template may name, it finds; what it finds, it may name. */
    @Test
    void everyNameOfATemplateIsKnown() {
        Model model = new Model(Form.JSON, Markup.NONE, io.nudger.config.HttpReceiverSpec.Limits.NONE, 20);
        Map<String, Object> notice = new HashMap<>(model.of(Sending.down(), Map.of()));
        notice.remove("settings");
        Set<String> names = new TreeSet<>(notice.keySet());
        Map<?, ?> item = (Map<?, ?>) ((List<?>) requireNonNull(notice.get("items"))).get(0);
        item.keySet().forEach(name -> names.add((String) name));
        ((Map<?, ?>) ((List<?>) requireNonNull(item.get("labels"))).get(0))
                .keySet()
                .forEach(name -> names.add((String) name));

        assertThat(names).isEqualTo(new TreeSet<>(TemplateType.NAMES));
    }

    @Test
    void listsAreAsLongAsTheFileSays() {
        Receivers receivers = Sending.receivers(
                vertx,
                "receivers: [{name: x, slack: {url: '" + sink.url() + "'}}]\ndefaults: {max_listed: 2}",
                io.nudger.config.AddressRules.DEFAULT);
        Item[] items = Stream.of("a", "b", "c", "d")
                .map(name -> Sending.of(name, "down", SHOP.since()))
                .toArray(Item[]::new);

        Sending.deliver(receivers.get("x"), notice(Kind.DOWN, "4 targets are down", items));

        assertThat(text(new JsonObject(sink.only().body()), "attachments/0/text")
                        .lines())
                .hasSize(3)
                .last()
                .isEqualTo("and 2 more");
    }

    private static Map<String, String> form(String body) {
        Map<String, String> fields = new HashMap<>();
        for (String field : body.split("&", -1)) {
            int equals = field.indexOf('=');
            fields.put(
                    field.substring(0, equals), URLDecoder.decode(field.substring(equals + 1), StandardCharsets.UTF_8));
        }
        return fields;
    }
}
