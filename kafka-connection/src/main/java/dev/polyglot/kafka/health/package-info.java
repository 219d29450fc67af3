/**
 * Observes the brokers for the health endpoints: one client for the life of the application, asked
 * on a schedule, so that a probe reads a result and never waits for Kafka.
 */
package dev.polyglot.kafka.health;
