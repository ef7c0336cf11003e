package io.nudger.config;

import com.google.re2j.Pattern;
import io.nudger.check.Condition;
import io.nudger.check.Condition.Operator;
import io.nudger.document.Refusal;
import io.nudger.document.Type;
import java.util.List;

/** What a value of a JSON body must be: a value, or a comparison such as {@code >= 5}. */
final class ConditionType {
    static final Type<Condition> CONDITION = Type.of("a value, or a comparison such as >= 5", ConditionType::parse)
            .repeating();

    private static final int MAX_LENGTH = 2_000;

    /** In the order in which they are tried: none is the beginning of one after it. */
    private static final List<Operator> OPERATORS = List.of(
            Operator.EQUAL,
            Operator.NOT_EQUAL,
            Operator.MATCHES,
            Operator.DOES_NOT_MATCH,
            Operator.AT_MOST,
            Operator.AT_LEAST,
            Operator.LESS,
            Operator.MORE);

    private ConditionType() {}

    private static Condition parse(String text) throws Refusal {
        if (text.length() > MAX_LENGTH) {
            throw new Refusal("longer than " + MAX_LENGTH + " characters");
        }
        if (text.startsWith(Condition.OPTIONAL)) {
            Condition condition = parse(text.substring(Condition.OPTIONAL.length()));
            if (condition.isAboutPresence() || condition.optional()) {
                throw new Refusal("after absent or stands a value or a comparison");
            }
            return condition.orAbsent();
        }
        if (text.equals(Operator.ABSENT.symbol())) {
            return Condition.ABSENT;
        }
        if (text.equals(Operator.PRESENT.symbol())) {
            return Condition.PRESENT;
        }
        for (Operator operator : OPERATORS) {
            if (text.startsWith(operator.symbol())) {
                return compared(
                        operator, text.substring(operator.symbol().length()).strip());
            }
        }
        if (text.startsWith("=")) {
            throw new Refusal("did you mean =" + text + "?");
        }
        return Condition.equalTo(text);
    }

    private static Condition compared(Operator operator, String operand) throws Refusal {
        return switch (operator) {
            case MATCHES, DOES_NOT_MATCH -> {
                Pattern pattern = RegexpType.REGEXP.parser().parse(operand);
                yield new Condition(operator, operand, pattern);
            }
            case LESS, AT_MOST, MORE, AT_LEAST -> {
                if (!Condition.isNumber(operand)) {
                    throw new Refusal("after " + operator.symbol()
                            + " stands a number; a text that begins so is written" + " after ==");
                }
                yield new Condition(operator, operand, null);
            }
            case EQUAL, NOT_EQUAL, PRESENT, ABSENT -> new Condition(operator, operand, null);
        };
    }
}
