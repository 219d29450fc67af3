/**
 * Reads and checks what the environment says about Kafka and about where a service listens, and
 * turns the former into Kafka client properties.
 *
 * <p>Both services use it at start; nothing here talks to a broker. Settings that belong to one
 * service alone stay in that service.
 */
package dev.polyglot.kafka.settings;
