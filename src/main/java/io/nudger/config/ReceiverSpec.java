package io.nudger.config;

/** Where notices go, as configured; a record for each way to send them. */
public sealed interface ReceiverSpec permits HttpReceiverSpec, AlertmanagerSpec, EmailSpec {
    /** The identity. */
    String name();

    /** The key in the file that it was made of, such as {@code slack}. */
    String kind();

    /** How it is reached. */
    Calling calling();
}
