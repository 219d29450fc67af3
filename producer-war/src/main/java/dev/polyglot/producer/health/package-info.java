/** The state of the producer's channel for the health endpoints. */
package dev.polyglot.producer.health;
