package io.nudger.document;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What was probably meant. */
public final class Suggestion {
    private static final int MAX_LENGTH = 64;
    private static final int LETTERS_PER_SLIP = 3;

    private Suggestion() {}

    /** {@code did you mean "topic"?}, or the known ones when none of them is near. */
    public static String among(Collection<String> known, String found) {
        String nearest = nearest(known, found);
        return nearest == null
                ? "known are " + known.stream().distinct().collect(Collectors.joining(", "))
                : "did you mean \"" + nearest + "\"?";
    }

    /** The known one that differs by few slips; null when none does. Case, hyphens and underscores do not count. */
    public static @Nullable String nearest(Collection<String> known, String found) {
        if (found.length() > MAX_LENGTH) {
            return null;
        }
        String letters = letters(found);
        return known.stream()
                .filter(candidate -> distance(letters, letters(candidate)) <= allowed(candidate))
                .min(Comparator.comparingInt(candidate -> distance(letters, letters(candidate))))
                .orElse(null);
    }

    private static int allowed(String candidate) {
        return Math.max(1, letters(candidate).length() / LETTERS_PER_SLIP);
    }

    private static String letters(String text) {
        return text.toLowerCase(Locale.ROOT).replace("_", "").replace("-", "");
    }

    /** How many letters must be inserted, deleted, replaced or swapped with their neighbour. */
    private static int distance(String a, String b) {
        int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    cost[i][j] = i + j;
                    continue;
                }
                int replaced = cost[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                cost[i][j] = Math.min(replaced, 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    cost[i][j] = Math.min(cost[i][j], cost[i - 2][j - 2] + 1);
                }
            }
        }
        return cost[a.length()][b.length()];
    }
}
