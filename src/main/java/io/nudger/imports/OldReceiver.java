package io.nudger.imports;

import io.nudger.document.Node.Scalar;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How another monitor says what a receiver of nudger is.
 *
 * @param kind the key of nudger, such as slack
 * @param keys what stands under it
 */
record OldReceiver(String kind, List<Key> keys) {
    private static final Pattern WORD = Pattern.compile("([?*#@]*)(\\w+)=([\\w.-]+)");
    private static final Pattern ADDRESS = Pattern.compile(".*<([^<>]+)>.*");

    /** What Gatus has under {@code alerting}, by its name there. */
    static final Map<String, OldReceiver> OF_GATUS = table(
            """
            slack: slack *url=webhook-url
            discord: discord *url=webhook-url
            teams: teams *url=webhook-url
            teams-workflows: teams *url=webhook-url
            telegram: telegram *token=token chat_id=id ?#topic=topic-id ?url=api-url
            pagerduty: pagerduty *routing_key=integration-key
            ntfy: ntfy *topic=topic ?*token=token ?url=url
            gotify: gotify url=server-url *token=token
            mattermost: mattermost *url=webhook-url ?channel=channel
            googlechat: google_chat *url=webhook-url
            rocketchat: rocketchat *url=webhook-url ?channel=channel
            pushover: pushover *token=application-token *user=user-token ?device=device
            twilio: twilio account_sid=sid *auth_token=token from=from to=to
            email: email @to=to from=from host=host ?#port=port ?user=username ?*password=password
            """);

    /** What Uptime Kuma has in the configuration of a notification, by its type. */
    static final Map<String, OldReceiver> OF_KUMA = table(
            """
            slack: slack *url=slackwebhookURL
            discord: discord *url=discordWebhookUrl ?username=discordUsername
            teams: teams *url=webhookUrl
            telegram: telegram *token=telegramBotToken chat_id=telegramChatID ?#topic=telegramMessageThreadID ?url=telegramServerUrl
            PagerDuty: pagerduty *routing_key=pagerdutyIntegrationKey ?url=pagerdutyIntegrationUrl
            ntfy: ntfy *topic=ntfytopic ?*token=ntfyaccesstoken ?url=ntfyserverurl
            gotify: gotify url=gotifyserverurl *token=gotifyapplicationToken
            mattermost: mattermost *url=mattermostWebhookUrl ?channel=mattermostchannel ?username=mattermostusername
            GoogleChat: google_chat *url=googleChatWebhookURL
            rocket.chat: rocketchat *url=rocketwebhookURL ?channel=rocketchannel
            pushover: pushover *token=pushoverapptoken *user=pushoveruserkey ?device=pushoverdevice
            twilio: twilio account_sid=twilioAccountSID *auth_token=twilioAuthToken from=twilioFromNumber to=twilioToNumber
            smtp: email @to=smtpTo from=smtpFrom host=smtpHost ?#port=smtpPort ?user=smtpUsername ?*password=smtpPassword
            webhook: webhook *url=webhookURL
            """);

    /** One of its keys: optional (?), a secret (*), a number (#), a list between commas (@). */
    record Key(String marks, String now, String old) {
        boolean is(char mark) {
            return marks.indexOf(mark) >= 0;
        }
    }

    private static Map<String, OldReceiver> table(String text) {
        Map<String, OldReceiver> table = new TreeMap<>();
        text.lines().forEach(line -> {
            String[] parts = line.split(": ", 2);
            String[] words = parts[1].split(" ");
            List<Key> keys = new ArrayList<>();
            for (String word : Arrays.asList(words).subList(1, words.length)) {
                Matcher key = WORD.matcher(word);
                if (!key.matches()) {
                    throw new IllegalStateException(word);
                }
                keys.add(new Key(key.group(1), key.group(2), key.group(3)));
            }
            table.put(parts[0], new OldReceiver(words[0], keys));
        });
        return table;
    }

    /**
     * Puts it into the translation.
     *
     * @param first where its values are, and
     * @param second where those are that are not there
     * @return its name; null when something is missing, which is told
     */
    @Nullable String carryOver(String wish, Fields first, Fields second, AlertsTranslation translation) throws ImportException {
        List<String> missing = new ArrayList<>();
        AlertsTranslation.Draft draft = translation.receiver(wish);
        for (Key key : keys) {
            String own = first.text(key.old());
            String value = own == null ? second.text(key.old()) : own;
            if (value == null && key.is('*') && !key.is('?')) {
                // Taken out before the file was given away.
                draft.put(key.now(), "", true);
            } else if (value == null) {
                if (!key.is('?')) {
                    missing.add(key.old());
                }
            } else if (key.is('#')) {
                draft.put(key.now(), new Scalar(value, false));
            } else if (key.is('@')) {
                draft.put(
                        key.now(),
                        AlertsTranslation.texts(Arrays.stream(value.split("\\s*,\\s*"))
                                .map(OldReceiver::address)
                                .toList()));
            } else {
                draft.put(key.now(), kind.equals("email") ? address(value) : value, key.is('*'));
            }
        }
        if (!missing.isEmpty()) {
            translation.notCarriedOver(wish + ", which has no " + String.join(", ", missing));
            return null;
        }
        first.rest().forEach((key, value) -> {
            if (!value.isEmpty()) {
                draft.notCarriedOver(key + ": " + value.shown());
            }
        });
        return draft.end(kind);
    }

    /** Without the name of whoever has it. */
    private static String address(String text) {
        Matcher named = ADDRESS.matcher(text);
        return named.matches() ? named.group(1) : text;
    }
}
