package io.nudger.imports;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The arguments of a command.
 *
 * @param options the options with their values, by name; a flag has an empty value
 * @param rest what is no option
 */
record Arguments(Map<String, String> options, List<String> rest) {
    /**
     * Takes words apart.
     *
     * @param withValue the options that take a value, as the next word or behind an equals sign
     * @param flags the options that take none
     * @param place where the command stands, for messages
     */
    static Arguments of(List<String> words, Set<String> withValue, Set<String> flags, String place)
            throws ImportException {
        Map<String, String> options = new LinkedHashMap<>();
        List<String> rest = new ArrayList<>();
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            int equals = word.indexOf('=');
            String option = equals < 0 ? word : word.substring(0, equals);
            if (!word.startsWith("--")) {
                rest.add(word);
            } else if (flags.contains(word)) {
                options.put(word, "");
            } else if (!withValue.contains(option)) {
                throw new ImportException(place + ": wanted a known option, found " + option.split("\\s", 2)[0]);
            } else if (equals >= 0) {
                options.put(option, word.substring(equals + 1));
            } else if (i + 1 < words.size()) {
                i++;
                options.put(option, words.get(i));
            } else {
                throw new ImportException(place + ": wanted a value behind " + option + ", found nothing");
            }
        }
        return new Arguments(options, rest);
    }
}
