/** Decides what becomes of a record: printed, dropped as a duplicate, or a dead letter. */
package dev.polyglot.consumer.events.control;
