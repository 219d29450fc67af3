/** What was received, as values; no container, no broker. */
package dev.polyglot.consumer.events.entity;
