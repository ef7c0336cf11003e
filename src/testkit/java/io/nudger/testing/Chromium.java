package io.nudger.testing;

import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * A real browser without a window, told what to do by the DevTools protocol over a WebSocket: no driver, and no library, is
 * between a test and the page. It is that of the machine; where there is none, the tests of pages are passed over.
 */
public final class Chromium implements AutoCloseable {
    private static final List<String> PROGRAMS =
            List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int LARGEST = 64 << 20;

    private final Vertx vertx = Vertx.vertx();
    private final Path directory;
    private final Process process;
    /** Kept, as one that nobody refers to is closed, and its connections with it. */
    private final WebSocketClient client;

    private final WebSocket socket;
    private final AtomicInteger ids = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonObject>> answers = new ConcurrentHashMap<>();
    private final Map<String, Tab> tabs = new ConcurrentHashMap<>();

    private Chromium(String program) {
        try {
            directory = Files.createTempDirectory("nudger-chromium");
            process = new ProcessBuilder(
                            program,
                            "--headless=new",
                            "--no-sandbox",
                            "--disable-gpu",
                            "--disable-dev-shm-usage",
                            "--disable-background-networking",
                            "--disable-component-update",
                            "--disable-sync",
                            "--no-first-run",
                            "--hide-scrollbars",
                            "--font-render-hinting=none",
                            "--remote-debugging-port=0",
                            "--user-data-dir=" + directory,
                            "about:blank")
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("log").toFile())
                    .start();
            List<String> port = awaitPort();
            client = vertx.createWebSocketClient(
                    new WebSocketClientOptions().setMaxFrameSize(LARGEST).setMaxMessageSize(LARGEST));
            socket = Futures.get(client.connect(new WebSocketConnectOptions()
                    .setHost("127.0.0.1")
                    .setPort(Integer.parseInt(port.get(0)))
                    .setURI(port.get(1))));
            socket.textMessageHandler(text -> receive(new JsonObject(text)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The program on this machine; empty when there is none. */
    public static Optional<String> program() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
                .flatMap(path -> PROGRAMS.stream().map(name -> Path.of(path, name)))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst();
    }

    /** Starts one. */
    public static Chromium start() {
        return new Chromium(program().orElseThrow());
    }

    private List<String> awaitPort() {
        Path file = directory.resolve("DevToolsActivePort");
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> Files.exists(file) && Files.readAllLines(file).size() > 1);
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void receive(JsonObject message) {
        Integer id = message.getInteger("id");
        if (id != null) {
            CompletableFuture<JsonObject> answer = answers.remove(id);
            if (answer != null) {
                answer.complete(message);
            }
            return;
        }
        Tab tab = tabs.get(message.getString("sessionId", ""));
        if (tab != null) {
            tab.events.add(message);
        }
    }

    private JsonObject call(@Nullable String session, String method, JsonObject parameters) {
        int id = ids.incrementAndGet();
        CompletableFuture<JsonObject> answer = new CompletableFuture<>();
        answers.put(id, answer);
        JsonObject message =
                new JsonObject().put("id", id).put("method", method).put("params", parameters);
        if (session != null) {
            message.put("sessionId", session);
        }
        Futures.get(socket.writeTextMessage(message.encode()));
        try {
            JsonObject result = answer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            if (result.containsKey("error")) {
                throw new IllegalStateException(
                        method + ": " + result.getJsonObject("error").encode());
            }
            return result.getJsonObject("result");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException(method, e);
        }
    }

    /** A new tab that shares nothing with others. */
    public Tab open() {
        String context = call(null, "Target.createBrowserContext", new JsonObject().put("disposeOnDetach", true))
                .getString("browserContextId");
        String target = call(
                        null,
                        "Target.createTarget",
                        new JsonObject().put("url", "about:blank").put("browserContextId", context))
                .getString("targetId");
        String session = call(
                        null,
                        "Target.attachToTarget",
                        new JsonObject().put("targetId", target).put("flatten", true))
                .getString("sessionId");
        Tab tab = new Tab(session, target);
        tabs.put(session, tab);
        for (String domain : List.of("Page", "Runtime", "Network", "Log", "Audits")) {
            tab.call(domain + ".enable");
        }
        return tab;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Futures.get(vertx.close());
        delete();
    }

    private void delete() {
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A tab. */
    public final class Tab implements AutoCloseable {
        private final String session;
        private final String target;
        private final List<JsonObject> events = new CopyOnWriteArrayList<>();

        private Tab(String session, String target) {
            this.session = session;
            this.target = target;
        }

        private JsonObject call(String method, Object... parameters) {
            JsonObject object = new JsonObject();
            for (int i = 0; i < parameters.length; i += 2) {
                object.put((String) parameters[i], parameters[i + 1]);
            }
            return Chromium.this.call(session, method, object);
        }

        /** Scripts of pages do not run from now on. */
        public Tab withoutScripts() {
            call("Emulation.setScriptExecutionDisabled", "value", true);
            return this;
        }

        /** The page is so large. */
        public Tab size(int width, int height) {
            call(
                    "Emulation.setDeviceMetricsOverride",
                    "width",
                    width,
                    "height",
                    height,
                    "deviceScaleFactor",
                    width < 500 ? 2 : 1,
                    "mobile",
                    width < 500);
            return this;
        }

        /** What media queries ask for, such as {@code prefers-color-scheme} and {@code dark}. */
        public Tab media(String name, String value) {
            call(
                    "Emulation.setEmulatedMedia",
                    "features",
                    new JsonArray().add(new JsonObject().put("name", name).put("value", value)));
            return this;
        }

        /** What stands in this header of all requests. */
        public Tab header(String name, String value) {
            call("Network.setExtraHTTPHeaders", "headers", new JsonObject().put(name, value));
            return this;
        }

        /** Loads a page, and waits until it is there. */
        public Tab load(String url) {
            events.clear();
            call("Page.navigate", "url", url);
            awaitEvent(event -> is(event, "Page.loadEventFired"));
            return this;
        }

        /** What the browser says instead of the page, such as {@code net::ERR_EMPTY_RESPONSE}; empty when it shows it. */
        public String fails(String url) {
            JsonObject navigated = Chromium.this.call(session, "Page.navigate", new JsonObject().put("url", url));
            return navigated.getString("errorText", "");
        }

        private void awaitEvent(Predicate<JsonObject> wanted) {
            Awaitility.await().atMost(PATIENCE).until(() -> events.stream().anyMatch(wanted));
        }

        private static boolean is(JsonObject event, String method) {
            return method.equals(event.getString("method"));
        }

        /** What an expression gives: a text, a number, a boolean, or what JSON has for it. */
        public @Nullable Object evaluate(String expression) {
            JsonObject result =
                    call("Runtime.evaluate", "expression", expression, "awaitPromise", true, "returnByValue", true);
            if (result.containsKey("exceptionDetails")) {
                throw new IllegalStateException(
                        result.getJsonObject("exceptionDetails").encode());
            }
            return result.getJsonObject("result").getValue("value");
        }

        /** What an expression gives, as a text. */
        public String text(String expression) {
            return String.valueOf(evaluate(expression));
        }

        /** Presses a key. */
        public void press(String key, int code) {
            call(
                    "Input.dispatchKeyEvent",
                    "type",
                    "keyDown",
                    "key",
                    key,
                    "code",
                    key,
                    "windowsVirtualKeyCode",
                    code,
                    "text",
                    key.equals("Enter") ? "\r" : "");
            call("Input.dispatchKeyEvent", "type", "keyUp", "key", key, "code", key, "windowsVirtualKeyCode", code);
        }

        /** The URLs that were asked for since the page was loaded. */
        public List<String> requests() {
            return events.stream()
                    .filter(event -> is(event, "Network.requestWillBeSent"))
                    .map(event -> event.getJsonObject("params")
                            .getJsonObject("request")
                            .getString("url"))
                    .toList();
        }

        /** What the browser complains of: errors of scripts, what could not be loaded, what the policy forbids. */
        public List<String> complaints() {
            return events.stream()
                    .filter(event -> is(event, "Runtime.exceptionThrown")
                            || is(event, "Audits.issueAdded")
                            || (is(event, "Log.entryAdded")
                                    && !event.getJsonObject("params")
                                            .getJsonObject("entry")
                                            .getString("level")
                                            .equals("info")))
                    .map(JsonObject::encode)
                    .toList();
        }

        /** The whole page as an image. */
        public void screenshot(Path file) {
            // All of it in the window: what is out of sight is neither laid out nor painted.
            JsonObject size = contentSize();
            for (int i = 0; i < 2; i++) {
                Tab whole = size(size.getInteger("width"), size.getInteger("height"));
                String ignored = whole.text(
                        "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(0))))");
                size = contentSize();
            }
            JsonObject image = call(
                    "Page.captureScreenshot",
                    "format",
                    "png",
                    "captureBeyondViewport",
                    true,
                    "clip",
                    new JsonObject()
                            .put("x", 0)
                            .put("y", 0)
                            .put("width", size.getValue("width"))
                            .put("height", size.getValue("height"))
                            .put("scale", 1));
            try {
                Files.createDirectories(file.toAbsolutePath().getParent());
                Files.write(file, Base64.getDecoder().decode(image.getString("data")));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private JsonObject contentSize() {
            return call("Page.getLayoutMetrics").getJsonObject("cssContentSize");
        }

        @Override
        public void close() {
            tabs.remove(session);
            Chromium.this.call(null, "Target.closeTarget", new JsonObject().put("targetId", target));
        }
    }
}
