/**
 * The sandbox as the tests speak of it: a management cluster, an AWS account, commands. HTTP, the
 * Kubernetes client and waiting are here, so that a test says only what happens.
 */
package dev.polyglot.e2e.system;
