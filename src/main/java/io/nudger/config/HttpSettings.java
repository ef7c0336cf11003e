package io.nudger.config;

/**
 * Where a server listens.
 *
 * @param host the address to listen on
 * @param port the port; 0 lets the system choose one
 */
public record HttpSettings(String host, int port) {}
