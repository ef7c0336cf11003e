package io.nudger.page;

import io.nudger.config.PageToken.Scope;
import java.util.Set;

/**
 * Who asks for a page.
 *
 * @param viewer whether they may see it
 * @param scopes what else, by a token
 * @param name whose requests are counted together: a token, a user, or an address
 */
record Caller(boolean viewer, Set<Scope> scopes, String name) {
    /** Whether a token lets them. */
    boolean may(Scope scope) {
        return scopes.contains(scope);
    }
}
