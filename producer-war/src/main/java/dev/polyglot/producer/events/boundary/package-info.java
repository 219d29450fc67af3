/** Where events enter over HTTP and leave to the channel {@code events}. */
package dev.polyglot.producer.events.boundary;
