/** What the consumer's environment may say beyond where Kafka is, and the check of it at start. */
package dev.polyglot.consumer.settings;
