package io.nudger.config;

import com.google.re2j.Pattern;

/** A text in which {@code *} stands for any characters and {@code ?} for one. */
public final class Glob {
    private final String text;
    private final Pattern pattern;

    private Glob(String text) {
        this.text = text;
        StringBuilder regexp = new StringBuilder();
        text.codePoints().forEach(c -> {
            switch (c) {
                case '*' -> regexp.append(".*");
                case '?' -> regexp.append('.');
                default -> regexp.append(Pattern.quote(Character.toString(c)));
            }
        });
        this.pattern = Pattern.compile(regexp.toString(), Pattern.DOTALL);
    }

    /** The glob that is written like this. */
    public static Glob of(String text) {
        return new Glob(text);
    }

    /** Whether the whole value is of this form. */
    public boolean matches(String value) {
        return pattern.matcher(value).matches();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Glob glob && glob.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** As it is written. */
    @Override
    public String toString() {
        return text;
    }
}
