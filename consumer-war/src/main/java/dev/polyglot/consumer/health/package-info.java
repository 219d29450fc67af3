/**
 * The state of the consumer's channels for the health endpoints: a broker that does not answer, a
 * stream that ended and a stream that stands still are three different things.
 */
package dev.polyglot.consumer.health;
