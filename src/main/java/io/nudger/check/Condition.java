package io.nudger.check;

import static java.util.Objects.requireNonNull;

import com.google.re2j.Pattern;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What a value of a document must be.
 *
 * @param operator how it is compared
 * @param operand with what: the text, the number or the regular expression as configured; empty when the operator says all
 * @param optional whether it holds where there is no value as well
 * @param pattern the regular expression; null unless the operator is one of those that search
 */
public record Condition(Operator operator, String operand, @Nullable Pattern pattern, boolean optional) {
    /** There is no value, or null. */
    public static final Condition ABSENT = new Condition(Operator.ABSENT, "", null);

    /** There is a value other than null. */
    public static final Condition PRESENT = new Condition(Operator.PRESENT, "", null);

    private static final int MAX_NUMBER = 64;
    private static final java.util.regex.Pattern NUMBER =
            java.util.regex.Pattern.compile("[-+]?\\d+(?:\\.\\d+)?(?:[eE][-+]?\\d{1,3})?");

    /** How a value is compared. */
    public enum Operator {
        /** Equal: as numbers when both are numbers, as texts otherwise. */
        EQUAL("=="),
        /** Not equal. */
        NOT_EQUAL("!="),
        /** A number below. */
        LESS("<"),
        /** A number not above. */
        AT_MOST("<="),
        /** A number above. */
        MORE(">"),
        /** A number not below. */
        AT_LEAST(">="),
        /** The regular expression matches somewhere in it. */
        MATCHES("=~"),
        /** The regular expression matches nowhere in it. */
        DOES_NOT_MATCH("!~"),
        /** There is a value, and it is not null. */
        PRESENT("present"),
        /** There is none, or it is null. */
        ABSENT("absent");

        private final String symbol;

        Operator(String symbol) {
            this.symbol = symbol;
        }

        /** As it is written in a configuration. */
        public String symbol() {
            return symbol;
        }
    }

    /** How an optional condition begins where it is written. */
    public static final String OPTIONAL = "absent or ";

    /** Of a value that has to be there. */
    public Condition(Operator operator, String operand, @Nullable Pattern pattern) {
        this(operator, operand, pattern, false);
    }

    public Condition {
        requireNonNull(operator, "operator");
        requireNonNull(operand, "operand");
        boolean searches = operator == Operator.MATCHES || operator == Operator.DOES_NOT_MATCH;
        if (searches != (pattern != null)) {
            throw new IllegalArgumentException("a pattern belongs to an operator that searches, and to no other");
        }
    }

    /** The same, which holds where there is no value as well. */
    public Condition orAbsent() {
        return new Condition(operator, operand, pattern, true);
    }

    /** Whether it asks only if there is a value. */
    public boolean isAboutPresence() {
        return operator == Operator.PRESENT || operator == Operator.ABSENT;
    }

    /** The value is this. */
    public static Condition equalTo(String value) {
        return new Condition(Operator.EQUAL, value, null);
    }

    /** Whether texts of this form are compared as numbers. */
    public static boolean isNumber(String text) {
        return text.length() <= MAX_NUMBER && NUMBER.matcher(text).matches();
    }

    /**
     * Whether a value meets the condition.
     *
     * @param value a text as it is, any other simple value as JSON writes it
     * @param searched the same, for the engine of regular expressions
     */
    public boolean holds(String value, CharSequence searched) {
        return switch (operator) {
            case EQUAL -> equal(value);
            case NOT_EQUAL -> !equal(value);
            case LESS -> isNumber(value) && compare(value) < 0;
            case AT_MOST -> isNumber(value) && compare(value) <= 0;
            case MORE -> isNumber(value) && compare(value) > 0;
            case AT_LEAST -> isNumber(value) && compare(value) >= 0;
            case MATCHES -> requireNonNull(pattern).matcher(searched).find();
            case DOES_NOT_MATCH -> !requireNonNull(pattern).matcher(searched).find();
            case PRESENT -> true;
            case ABSENT -> false;
        };
    }

    private boolean equal(String value) {
        return value.equals(operand) || (isNumber(value) && isNumber(operand) && compare(value) == 0);
    }

    private int compare(String value) {
        return new BigDecimal(value).compareTo(new BigDecimal(operand));
    }

    /** As it could be configured: {@code >= 5}. */
    @Override
    public String toString() {
        String comparison = isAboutPresence() ? operator.symbol() : operator.symbol() + " " + operand;
        return optional ? OPTIONAL + comparison : comparison;
    }
}
