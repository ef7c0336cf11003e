package io.nudger.config;

/** What a process does. The web verticle runs in every role. */
public enum Role {
    /** Checks the targets and sends the results to Kafka. */
    MONITOR,
    /** Writes the results from Kafka to PostgreSQL. */
    PERSISTER,
    /** Decides the states of targets from what is in PostgreSQL, and notifies people. */
    ALERTER,
    /** Shows the record to people: the status page. */
    PAGE
}
