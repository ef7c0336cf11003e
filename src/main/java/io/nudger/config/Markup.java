package io.nudger.config;

/** What a service takes for markup in texts. Whatever a site says must not become a link, a mention or a heading. */
public enum Markup {
    /** Nothing. */
    NONE,
    /** Slack: angle brackets and ampersands. */
    SLACK,
    /** HTML. */
    HTML,
    /** Markdown, and names after an at sign. */
    MARKDOWN,
    /** Google Chat: angle brackets, which cannot be escaped there. */
    CHAT
}
