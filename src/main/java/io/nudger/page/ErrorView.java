package io.nudger.page;

/**
 * What is said when there is nothing to show.
 *
 * @param frame what all views have
 * @param title what is wrong
 * @param text what to do
 */
public record ErrorView(Frame frame, String title, String text) {}
