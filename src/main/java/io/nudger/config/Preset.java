package io.nudger.config;

import static io.nudger.config.PresetField.list;
import static io.nudger.config.PresetField.secret;
import static io.nudger.config.PresetField.text;
import static io.nudger.config.PresetField.url;

import io.nudger.config.HttpReceiverSpec.Limits;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The services that nudger knows requests for, as data: what a user says of each, and what is sent. In URLs and headers a
 * name in braces stands for what the user said. docs/alerts.md lists the requests.
 */
@SuppressWarnings("ImmutableEnumChecker") // Records of texts and numbers, and lists that are copies.
public enum Preset {
    SLACK(
            "slack",
            json("{url}"),
            new Shape(Markup.SLACK, Limits.characters(1_024, 3_000), false),
            """
            {"attachments": [{"color": "{{color}}", "fallback": "{{title}}", "title": "{{title}}",
            {{#link}}"title_link": "{{link}}", {{/link}}"text": "{{text}}", "mrkdwn_in": []}]}
            """,
            url()),
    DISCORD(
            "discord",
            json("{url}?wait=true"),
            new Shape(Markup.MARKDOWN, Limits.characters(256, 4_096), false),
            """
            {"embeds": [{"title": "{{title}}", {{#link}}"url": "{{link}}", {{/link}}"description": "{{text}}",
            "color": {{color_number}}}], "allowed_mentions": {"parse": []}
            {{#settings.username}}, "username": "{{settings.username}}"{{/settings.username}}}
            """,
            url(),
            text("username", "")),
    TEAMS(
            "teams",
            json("{url}"),
            new Shape(Markup.MARKDOWN, Limits.characters(500, 5_000), false),
            """
            {"type": "message", "attachments": [{"contentType": "application/vnd.microsoft.card.adaptive",
            "contentUrl": null, "content": {"$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
            "type": "AdaptiveCard", "version": "1.2", "body": [
            {"type": "TextBlock", "text": "{{title}}", "weight": "Bolder", "size": "Medium", "wrap": true,
            "style": "heading", "color": "{{#critical}}Attention{{/critical}}{{#warning}}Warning{{/warning}}\
            {{#good}}Good{{/good}}{{#info}}Default{{/info}}"},
            {"type": "TextBlock", "text": "{{paragraphs}}", "wrap": true}],
            {{#link}}"actions": [{"type": "Action.OpenUrl", "title": "Open", "url": "{{link}}"}], {{/link}}
            "msteams": {"width": "full"}}}]}
            """,
            url()),
    TELEGRAM(
            "telegram",
            json("{url}/bot{token}/sendMessage"),
            new Shape(Markup.HTML, Limits.characters(500, 3_500), false),
            """
            {"chat_id": "{{settings.chat_id}}",
            "text": "<b>{{title}}</b>\\n{{text}}{{#link}}\\n<a href=\\"{{link}}\\">Open</a>{{/link}}",
            "parse_mode": "HTML", "link_preview_options": {"is_disabled": true}
            {{#settings.topic}}, "message_thread_id": {{settings.topic}}{{/settings.topic}}}
            """,
            secret("token"),
            text("chat_id", null),
            PresetField.number("topic"),
            url("https://api.telegram.org")),
    PAGERDUTY(
            "pagerduty",
            json("{url}"),
            new Shape(Markup.NONE, Limits.characters(1_024, 8_000), true),
            """
            {{#items}}{"routing_key": "{{settings.routing_key}}", "dedup_key": "{{dedup_key}}",
            "event_action": "{{#firing}}trigger{{/firing}}{{^firing}}resolve{{/firing}}",
            "payload": {"summary": "{{title}}", "source": "{{target}}", "severity": "{{severity}}",
            "timestamp": "{{since}}", "component": "{{target}}", "class": "{{state}}",
            "custom_details": {"zones": "{{zones}}", "reason": "{{reason}}", "message": "{{message}}", "url": "{{url}}",
            "labels": { {{#labels}}"{{name}}": "{{value}}"{{^-last}}, {{/-last}}{{/labels}} } }},
            "links": [{{#link}}{"href": "{{link}}", "text": "Open"}{{/link}}], "client": "nudger"}{{/items}}
            """,
            secret("routing_key"),
            url("https://events.pagerduty.com/v2/enqueue")),
    NTFY(
            "ntfy",
            new Request("{url}", HttpReceiverSpec.JSON, Map.of("authorization", "Bearer {token}")),
            new Shape(Markup.NONE, Limits.bytes(250, 4_000), false),
            """
            {"topic": "{{settings.topic}}", "title": "{{title}}", "message": "{{text}}",
            "tags": ["{{#critical}}rotating_light{{/critical}}{{#warning}}warning{{/warning}}\
            {{#good}}white_check_mark{{/good}}{{#info}}information_source{{/info}}"],
            "priority": {{#critical}}5{{/critical}}{{#warning}}4{{/warning}}{{#good}}3{{/good}}{{#info}}3{{/info}}
            {{#link}}, "click": "{{link}}"{{/link}}}
            """,
            secret("topic"),
            secret("token", ""),
            url("https://ntfy.sh")),
    GOTIFY(
            "gotify",
            new Request("{url}/message", HttpReceiverSpec.JSON, Map.of("x-gotify-key", "{token}")),
            new Shape(Markup.NONE, Limits.characters(500, 8_000), false),
            """
            {"title": "{{title}}", "message": "{{text}}",
            "priority": {{#critical}}8{{/critical}}{{#warning}}5{{/warning}}{{#good}}4{{/good}}{{#info}}4{{/info}}
            {{#link}}, "extras": {"client::notification": {"click": {"url": "{{link}}"}}}{{/link}}}
            """,
            url(),
            secret("token")),
    MATTERMOST(
            "mattermost",
            json("{url}"),
            new Shape(Markup.MARKDOWN, Limits.characters(1_024, 8_000), false),
            """
            {"attachments": [{"color": "{{color}}", "fallback": "{{title}}", "title": "{{title}}",
            {{#link}}"title_link": "{{link}}", {{/link}}"text": "{{text}}"}]
            {{#settings.channel}}, "channel": "{{settings.channel}}"{{/settings.channel}}
            {{#settings.username}}, "username": "{{settings.username}}"{{/settings.username}}}
            """,
            url(),
            text("channel", ""),
            text("username", "")),
    GOOGLE_CHAT(
            "google_chat",
            json("{url}"),
            new Shape(Markup.CHAT, Limits.characters(500, 3_000), false),
            """
            {"text": "{{title}}\\n{{text}}{{#link}}\\n{{link}}{{/link}}"}
            """,
            url()),
    ROCKETCHAT(
            "rocketchat",
            json("{url}"),
            new Shape(Markup.MARKDOWN, Limits.characters(1_024, 3_500), false),
            """
            {"attachments": [{"color": "{{color}}", "title": "{{title}}",
            {{#link}}"title_link": "{{link}}", {{/link}}"text": "{{text}}"}]
            {{#settings.channel}}, "channel": "{{settings.channel}}"{{/settings.channel}}}
            """,
            url(),
            text("channel", "")),
    PUSHOVER(
            "pushover",
            json("{url}"),
            new Shape(Markup.NONE, Limits.characters(250, 1_024), false),
            """
            {"token": "{{settings.token}}", "user": "{{settings.user}}", "title": "{{title}}", "message": "{{text}}",
            "priority": {{#critical}}1{{/critical}}{{#warning}}0{{/warning}}{{#good}}0{{/good}}{{#info}}0{{/info}}
            {{#link}}, "url": "{{link}}"{{/link}}
            {{#settings.device}}, "device": "{{settings.device}}"{{/settings.device}}}
            """,
            secret("token"),
            secret("user"),
            text("device", ""),
            url("https://api.pushover.net/1/messages.json")),
    TWILIO(
            "twilio",
            new Request(
                    "{url}/2010-04-01/Accounts/{account_sid}/Messages.json",
                    "application/x-www-form-urlencoded",
                    Map.of("authorization", "Basic {account_sid}:{auth_token}")),
            new Shape(Markup.NONE, Limits.characters(300, 1_200), false),
            "To={{settings.to}}&From={{settings.from}}&Body={{title}}%0A{{text}}",
            secret("account_sid"),
            secret("auth_token"),
            text("from", null),
            text("to", null),
            url("https://api.twilio.com")),
    APPRISE(
            "apprise",
            json("{url}/notify"),
            new Shape(Markup.NONE, Limits.characters(500, 8_000), false),
            """
            {"urls": "{{settings.urls}}", "title": "{{title}}", "body": "{{text}}", "format": "text",
            "type": "{{#critical}}failure{{/critical}}{{#warning}}warning{{/warning}}\
            {{#good}}success{{/good}}{{#info}}info{{/info}}"}
            """,
            url(),
            list("urls"));

    final String key;
    final Request request;
    final Shape shape;
    final String template;
    final List<PresetField> fields;

    Preset(String key, Request request, Shape shape, String template, PresetField... fields) {
        this.key = key;
        this.request = request;
        this.shape = shape;
        this.template = template;
        this.fields = List.of(fields);
    }

    /** The keys of all of them. */
    public static List<String> keys() {
        return Stream.of(values()).map(preset -> preset.key).toList();
    }

    /** The one with this key; null when there is none. */
    static @Nullable Preset of(String key) {
        return Stream.of(values())
                .filter(preset -> preset.key.equals(key))
                .findFirst()
                .orElse(null);
    }

    private static Request json(String url) {
        return new Request(url, HttpReceiverSpec.JSON, Map.of());
    }

    /**
     * Where it goes and how it is labelled.
     *
     * @param headers those whose value would be incomplete are left out
     */
    record Request(String url, String contentType, Map<String, String> headers) {}

    /** How texts are cut and escaped, and whether each target has a message of its own. */
    record Shape(Markup markup, Limits limits, boolean each) {}
}
