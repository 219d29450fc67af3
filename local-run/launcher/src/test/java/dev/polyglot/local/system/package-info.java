/**
 * The running system as the tests speak of it: processes, HTTP, Kafka clients and waiting are here,
 * so that a test says only what happens.
 */
package dev.polyglot.local.system;
