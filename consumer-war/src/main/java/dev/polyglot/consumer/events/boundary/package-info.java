/** Where records enter from the channel {@code events}. */
package dev.polyglot.consumer.events.boundary;
