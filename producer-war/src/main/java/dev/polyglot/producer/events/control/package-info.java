/** Turns a request body into a message, and an event into an acknowledged record. */
package dev.polyglot.producer.events.control;
