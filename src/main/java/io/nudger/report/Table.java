package io.nudger.report;

import static io.nudger.report.Texts.escape;

/** A table of a page: first its columns, then its rows, each cell with the alignment of its column. */
final class Table {
    private final StringBuilder page;
    private final StringBuilder head = new StringBuilder();
    private final StringBuilder numbers = new StringBuilder();
    private int column;
    private boolean open;

    Table(StringBuilder page, String caption) {
        this.page = page;
        page.append("<div class=\"table\"><table>\n<caption>")
                .append(escape(caption))
                .append("</caption>\n<thead><tr>");
    }

    void text(String name) {
        column(name, 't');
    }

    void number(String name) {
        column(name, 'n');
    }

    private void column(String name, char kind) {
        numbers.append(kind);
        head.append("<th scope=\"col\"")
                .append(kind == 'n' ? " class=\"n\">" : ">")
                .append(escape(name))
                .append("</th>");
    }

    void begin() {
        page.append(head).append("</tr></thead>\n<tbody>\n");
    }

    void row() {
        row("");
    }

    void row(String style) {
        closeRow();
        page.append(style.isEmpty() ? "<tr>" : "<tr class=\"" + style + "\">");
        open = true;
        column = 0;
    }

    void cell(String text) {
        html(escape(text));
    }

    /** What is escaped already. The first of a row is its name. */
    void html(String html) {
        String tag = column == 0 ? "th" : "td";
        page.append('<').append(tag).append(column == 0 ? " scope=\"row\"" : "");
        page.append(numbers.charAt(column) == 'n' ? " class=\"n\">" : ">").append(html);
        page.append("</").append(tag).append('>');
        column++;
    }

    void end() {
        closeRow();
        page.append("</tbody></table></div>\n");
    }

    private void closeRow() {
        if (open) {
            page.append("</tr>\n");
            open = false;
        }
    }
}
