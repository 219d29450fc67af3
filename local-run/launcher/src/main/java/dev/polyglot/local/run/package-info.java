/**
 * Runs a broker and both services on one machine, as one tree of processes that ends as a whole.
 *
 * <p>The services are started from their runnable jars, the same that an image is made of; nothing
 * here knows their classes.
 */
package dev.polyglot.local.run;
