/** The event as a value and its form on the wire; no container, no broker. */
package dev.polyglot.producer.events.entity;
