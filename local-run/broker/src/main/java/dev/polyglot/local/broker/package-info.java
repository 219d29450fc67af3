/**
 * A Kafka broker for one machine: the real one, in KRaft mode, on the loopback interface.
 *
 * <p>For {@code mvn -Prun} and for tests. Nothing that is deployed depends on it.
 */
package dev.polyglot.local.broker;
