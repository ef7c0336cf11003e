package io.nudger.app;

import io.nudger.config.Configuration;
import io.nudger.config.Role;
import io.nudger.config.Settings;
import io.nudger.config.SettingsLoader;
import io.nudger.document.Environment;
import io.nudger.document.InvalidConfigException;
import io.nudger.http.HttpProber;
import io.nudger.kafka.KafkaClasses;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the roles of the settings until the process is asked to stop by SIGTERM or SIGINT, then stops in order and ends
 * with status 0.
 */
public final class Run implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger("nudger.process");

    private final Source source;

    /** Where the settings come from. */
    public interface Source {
        /** Reads them. */
        Configuration read(SettingsLoader loader) throws InvalidConfigException;
    }

    public Run(Source source) {
        this.source = source;
    }

    @Override
    public Integer call() throws InvalidConfigException, InterruptedException {
        beside("kafka-classes", KafkaClasses::load);
        Hangup hangup = new Hangup();
        Signals.onHangup(hangup::raise);
        Application application = application();
        Thread hook = new Thread(() -> stop(application), "shutdown");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            application.start();
        } catch (StartException e) {
            withdraw(hook);
            throw e;
        }
        LOG.info("started");
        hangup.leadsTo(application::reload);
        new CountDownLatch(1).await();
        return ExitStatus.OK;
    }

    /** Loads what is needed later, on a thread of its own. */
    private static void beside(String name, Runnable load) {
        Thread thread = new Thread(load, name);
        thread.setDaemon(true);
        thread.start();
    }

    /** The targets that were read are the application's alone. */
    private Application application() throws InvalidConfigException {
        Configuration configuration = source.read(new SettingsLoader(Environment.ofProcess()));
        Settings settings = configuration.settings();
        boolean monitors = settings.has(Role.MONITOR);
        LibraryDirectory.choose(monitors ? settings.spool().directory() : null);
        if (monitors) {
            beside("tls-classes", HttpProber::load);
        }
        LOG.info(
                "starting version={} roles={} zone={}",
                Version.current(),
                settings.roles(),
                settings.zone().name());
        return new Application(configuration);
    }

    /** Whoever has asked the process to stop while it was starting gets the orderly stop, not the failed start. */
    private static void withdraw(Thread hook) throws InterruptedException {
        try {
            if (!Runtime.getRuntime().removeShutdownHook(hook)) {
                LOG.debug("no shutdown hook to withdraw");
            }
        } catch (IllegalStateException stoppingAlready) {
            new CountDownLatch(1).await();
        }
    }

    /** The Java runtime would end with 128 + signal; a stop that was asked for and went well is a success. */
    private static void stop(Application application) {
        LOG.info("stopping");
        boolean inOrder = application.stop();
        // Java's own deletion at the end is skipped by a halt.
        UnpackedLibraries.delete();
        LOG.info(inOrder ? "stopped" : "stopped; not everything could be finished in time");
        Runtime.getRuntime().halt(inOrder ? ExitStatus.OK : ExitStatus.FAILED);
    }
}
