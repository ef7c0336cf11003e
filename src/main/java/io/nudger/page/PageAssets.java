package io.nudger.page;

import io.nudger.config.PageSpec;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The files of a page besides the page: style, script, logo and icons. Their names hold what is in them, so that browsers keep
 * them for good.
 *
 * @param style the path of the style
 * @param script the path of the script
 * @param logo the path of the logo; null for none
 * @param icons the path of the icon by the look of the overall state
 * @param files what is under each path
 */
record PageAssets(
        String style, String script, @Nullable String logo, Map<Look, String> icons, Map<String, Rendered> files) {
    static final String PREFIX = "/assets/";
    private static final Map<String, String> TYPES = Map.of(
            "svg", "image/svg+xml",
            "png", "image/png",
            "jpg", "image/jpeg",
            "jpeg", "image/jpeg",
            "webp", "image/webp",
            "gif", "image/gif");

    /**
     * Those of a page. Blocks.
     *
     * @throws IOException when the logo cannot be read
     */
    static PageAssets of(PageSpec page) throws IOException {
        Map<String, Rendered> files = new HashMap<>();
        String accent = ":root{--accent:" + page.look().accent() + "}\n";
        String style = put(files, "page.css", "text/css; charset=utf-8", Buffer.buffer(accent + resource("page.css")));
        String script = put(files, "page.js", "text/javascript; charset=utf-8", Buffer.buffer(resource("page.js")));
        Map<Look, String> icons = new HashMap<>();
        for (Look look : Look.values()) {
            String icon = resource("icon.svg").replace("#000000", look.colour());
            String name = "icon-" + look.css() + ".svg";
            icons.put(look, put(files, name, "image/svg+xml", Buffer.buffer(icon)));
        }
        Path logo = page.look().logo();
        return new PageAssets(style, script, logo == null ? null : putLogo(files, logo), icons, files);
    }

    private static String putLogo(Map<String, Rendered> files, Path logo) throws IOException {
        String name = logo.toString();
        String extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        String type = TYPES.getOrDefault(extension, "application/octet-stream");
        return put(files, "logo." + extension, type, Buffer.buffer(Files.readAllBytes(logo)));
    }

    private static String put(Map<String, Rendered> files, String name, String type, Buffer content) {
        Rendered file = Rendered.of(type, content);
        String path = PREFIX + file.hash() + "-" + name;
        files.put(path, file);
        return path;
    }

    private static String resource(String name) throws IOException {
        try (InputStream content = Objects.requireNonNull(PageAssets.class.getResourceAsStream(name), name)) {
            return new String(content.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
