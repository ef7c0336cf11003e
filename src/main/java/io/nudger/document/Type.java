package io.nudger.document;

import io.nudger.check.Micros;
import io.nudger.check.Ports;
import io.nudger.check.Target;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a value must be: the same for settings, targets and the command line.
 *
 * @param wanted the words for it in a message
 * @param traits what sets it apart
 * @param parser from the text, with everything substituted, to the value
 */
public record Type<T>(String wanted, Set<Trait> traits, Parser<T> parser) {
    /** What sets a type apart. */
    public enum Trait {
        /** A bare number or boolean is refused, as YAML and JSON mean something else by it. */
        TEXT_ONLY,
        /** The value is kept out of messages. */
        HIDDEN,
        /** Many values are the same, as in targets, so that each is parsed once. */
        REPEATING
    }

    /** From a text to a value. */
    public interface Parser<T> {
        T parse(String text) throws Refusal;
    }

    private static final Pattern WHOLE_NUMBER = Pattern.compile("-?(?:0|[1-9]\\d{0,17})");
    private static final Pattern PRINTABLE = Pattern.compile("[\\x20-\\x7e]{1," + Target.MAX_NAME + "}");

    /** A port that can be connected to. */
    public static final Type<Integer> PORT = number(Ports.LOWEST, Ports.HIGHEST);

    /** Names of targets, zones and monitors, which also become metric labels and Kafka keys. */
    public static final Type<String> NAME =
            text("a name of 1 to " + Target.MAX_NAME + " printable ASCII characters", PRINTABLE);

    public static final Type<Boolean> BOOLEAN = Type.of("true or false", text -> switch (text) {
        case "true" -> true;
        case "false" -> false;
        case "yes", "Yes", "YES", "on", "On", "ON", "True", "TRUE" -> throw new Refusal("did you mean true?");
        case "no", "No", "NO", "off", "Off", "OFF", "False", "FALSE" -> throw new Refusal("did you mean false?");
        default -> throw new Refusal("");
    });

    public Type {
        traits = Collections.unmodifiableSet(traits.isEmpty() ? EnumSet.noneOf(Trait.class) : EnumSet.copyOf(traits));
    }

    public static <T> Type<T> of(String wanted, Parser<T> parser) {
        return new Type<>(wanted, Set.of(), parser);
    }

    /** A text of this form. */
    public static Type<String> text(String wanted, Pattern form) {
        return Type.of(wanted, matching(form)).textOnly();
    }

    /** A text of this form, or a number or boolean, which is taken as it is written. */
    public static Type<String> scalar(String wanted, Pattern form) {
        return Type.of(wanted, matching(form));
    }

    public static Type<Integer> number(int lowest, int highest) {
        return Type.of("a whole number from " + lowest + " to " + highest, text -> {
            if (!WHOLE_NUMBER.matcher(text).matches()) {
                throw new Refusal("");
            }
            return (int) within(Long.parseLong(text), lowest, highest);
        });
    }

    public static Type<Duration> duration(Duration shortest, Duration longest) {
        long lowest = Micros.of(shortest);
        long highest = Micros.of(longest);
        String wanted = "a duration from " + Units.TIME.format(lowest) + " to " + Units.TIME.format(highest);
        return Type.of(wanted, text -> Micros.toDuration(within(Units.TIME.parse(text), lowest, highest)));
    }

    public static Type<Long> size(long lowest, long highest) {
        String wanted = "a size from " + Units.SIZE.format(lowest) + " to " + Units.SIZE.format(highest);
        return Type.of(wanted, text -> within(Units.SIZE.parse(text), lowest, highest));
    }

    public static Type<Path> path(String wanted) {
        return new Type<>(wanted, Set.of(Trait.TEXT_ONLY), text -> {
            try {
                return Path.of(notEmpty(text));
            } catch (InvalidPathException e) {
                throw new Refusal("not a path on this system");
            }
        });
    }

    /** One of a few words. */
    public static <T> Type<T> oneOf(Map<String, T> values) {
        List<String> words = values.keySet().stream().sorted().toList();
        return new Type<>(eitherOf(words), Set.of(Trait.TEXT_ONLY), text -> {
            T value = values.get(text);
            if (value == null) {
                String nearest = Suggestion.nearest(words, text);
                throw new Refusal(nearest == null ? "" : "did you mean \"" + nearest + "\"?");
            }
            return value;
        });
    }

    /** One of a few words, some of which look like numbers. */
    public static <T> Type<T> choice(Map<String, T> values) {
        return of(eitherOf(values.keySet().stream().sorted().toList()), text -> {
            T value = values.get(text);
            if (value == null) {
                throw new Refusal("");
            }
            return value;
        });
    }

    /** That something else was found. */
    public Fault fault(String found, String hint) {
        return new Fault(Fault.Kind.VALUE, "wanted " + wanted + ", found " + found, hint);
    }

    /** Whether it has this trait. */
    boolean is(Trait trait) {
        return traits.contains(trait);
    }

    /** The same, but a bare number or boolean is refused. */
    public Type<T> textOnly() {
        return with(Trait.TEXT_ONLY);
    }

    /** The same, kept out of messages. */
    public Type<T> hidden() {
        return with(Trait.HIDDEN);
    }

    /** The same, for values that are much alike. */
    public Type<T> repeating() {
        return with(Trait.REPEATING);
    }

    private Type<T> with(Trait trait) {
        Set<Trait> more = EnumSet.of(trait);
        more.addAll(traits);
        return new Type<>(wanted, more, parser);
    }

    private static String eitherOf(List<String> words) {
        int last = words.size() - 1;
        return last == 0 ? words.get(0) : String.join(", ", words.subList(0, last)) + " or " + words.get(last);
    }

    private static String notEmpty(String text) throws Refusal {
        if (text.isEmpty()) {
            throw new Refusal("");
        }
        return text;
    }

    private static Parser<String> matching(Pattern form) {
        return text -> {
            if (!form.matcher(text).matches()) {
                throw new Refusal("");
            }
            return text;
        };
    }

    private static long within(long value, long lowest, long highest) throws Refusal {
        if (value < lowest || value > highest) {
            throw new Refusal("");
        }
        return value;
    }
}
