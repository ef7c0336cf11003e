/**
 * The status page. {@link io.nudger.page.ReadModel} keeps what the record says in memory; {@link io.nudger.page.StatusPages}
 * answers from it, without a question to the database. What a page selects is decided in one place,
 * {@link io.nudger.page.Selection}, for every face that shows something: pages, events, and what else is mounted in
 * {@link io.nudger.page.PageVerticle}.
 */
@NullMarked
package io.nudger.page;

import org.jspecify.annotations.NullMarked;
