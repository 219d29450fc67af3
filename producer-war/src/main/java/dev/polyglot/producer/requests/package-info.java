/**
 * What holds for every request, whatever its path: where it ends is certain, and what nothing here
 * serves is a problem like any other. It knows no event.
 */
package dev.polyglot.producer.requests;
