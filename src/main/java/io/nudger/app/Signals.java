package io.nudger.app;

import java.lang.reflect.Proxy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens for SIGHUP. The only reflection of the program: {@code sun.misc.Signal} is the one way Java has, and naming it
 * in source makes javac print warnings that cannot be silenced, which would cost the build its {@code -Werror}.
 */
final class Signals {
    private static final Logger LOG = LoggerFactory.getLogger("nudger.process");

    private Signals() {}

    /**
     * Runs the action on each SIGHUP, on a thread of its own. On a platform without that signal, says so and goes on.
     */
    static void onHangup(Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object listener = Proxy.newProxyInstance(
                    handler.getClassLoader(), new Class<?>[] {handler}, (self, method, arguments) -> {
                        if (method.getName().equals("handle")) {
                            action.run();
                            return null;
                        }
                        return method.invoke(action, arguments);
                    });
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance("HUP"), listener);
        } catch (ReflectiveOperationException e) {
            LOG.warn("no SIGHUP on this platform; targets are reloaded when their file changes");
        }
    }
}
