package io.nudger.imports;

import java.time.Duration;
import java.util.List;

/** host-checker: {@code producer_config}, a line for each host: {@code URL MINUTES [REGEX]}. */
final class HostChecker implements Importer {
    private static final String WANTED = "wanted URL MINUTES [REGEX]";

    @Override
    public void read(List<Source> sources, Translation translation) throws ImportException {
        translation.remark(
                "host-checker stored what it saw. Here a status other than 2xx is down (see expect.status), and so is");
        translation.remark("a page in which regexp finds nothing, which host-checker stored as is_valid = false.");
        translation.remark(
                "host-checker waited for an answer without an end; nudger waits for timeout, 5s unless set.");
        translation.remark(
                "host-checker matched at the beginning of a page only, hence \\A: take it away to look everywhere.");
        for (Source source : sources) {
            read(source, translation);
        }
    }

    private static void read(Source source, Translation translation) throws ImportException {
        int number = 0;
        boolean found = false;
        for (String line : source.text().lines().toList()) {
            number++;
            String text = line.strip();
            if (!text.isEmpty() && !text.startsWith("#")) {
                found = true;
                readHost(text.split("\\s+", 3), source.name() + ":" + number, translation);
            }
        }
        if (!found) {
            throw new ImportException(source.name() + ": " + WANTED + " for each host, found no line");
        }
    }

    private static void readHost(String[] words, String place, Translation translation) throws ImportException {
        if (words.length < 2) {
            throw new ImportException(place + ": " + WANTED + ", found one word");
        }
        Duration interval = Durations.times(Duration.ofMinutes(1), words[1]);
        if (interval == null) {
            String message = ": " + WANTED + ", found \"" + words[1] + "\" in place of the minutes";
            throw new ImportException(place + message);
        }
        String url = References.literal(words[0]);
        Draft draft = translation.target(url);
        draft.url(url);
        draft.interval(interval);
        if (words.length > 2) {
            draft.regexp(Regexps.atBeginning(References.literal(words[2])));
            if (words[2].matches(".*\\s.*")) {
                draft.changed("regexp: host-checker ignored it, as there is a space in it");
            }
        }
    }
}
