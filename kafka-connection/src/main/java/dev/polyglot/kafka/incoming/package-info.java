/**
 * The Reactive Messaging connector {@code polyglot-kafka}: records of one topic as a stream that
 * commits what was acknowledged, whatever gaps the topic has, and shows how far it is.
 *
 * <p>Incoming channels only; what a record means and what is done with it belongs to the service
 * that reads it. Nothing here knows a service or its health checks.
 */
package dev.polyglot.kafka.incoming;
