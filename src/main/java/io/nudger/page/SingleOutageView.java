package io.nudger.page;

/**
 * The view of one outage.
 *
 * @param frame what all views have
 * @param outage the outage
 */
public record SingleOutageView(Frame frame, OutageView outage) {}
