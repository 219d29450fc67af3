/** Every error as RFC 9457 {@code application/problem+json}, never with a stack trace. */
package dev.polyglot.producer.problems;
