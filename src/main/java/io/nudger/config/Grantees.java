package io.nudger.config;

import org.jspecify.annotations.Nullable;

/**
 * The roles that the owner of the schema gives their rights after each migration, so that nobody has to remember it.
 *
 * @param persister who may do what a persister does and no more; null for none
 * @param reader who may read the record; null for none
 * @param alerter who may do what an alerter does and no more; null for none
 */
public record Grantees(@Nullable String persister, @Nullable String reader, @Nullable String alerter) {
    /** The owner is the only one who knows the record. */
    public static final Grantees NONE = new Grantees(null, null, null);
}
