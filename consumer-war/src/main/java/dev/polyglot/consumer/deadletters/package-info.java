/**
 * Keeps what cannot be read, with the reason and the place it came from, in a topic of its own.
 *
 * <p>Used by the listener of the channel {@code events}; it knows nothing of events.
 */
package dev.polyglot.consumer.deadletters;
