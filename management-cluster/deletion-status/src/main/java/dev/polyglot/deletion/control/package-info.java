/**
 * Decides what the status of a claim says while it is deleted, and of what cannot be composed for
 * it before. Called by a schedule, once a round; needs no cluster and no account to be tested.
 *
 * <p>It holds nothing up and deletes nothing, with one exception: clusters of brokers that failed,
 * which the provider cannot delete. With this controller gone, deletion goes on as well, only
 * silently, and never ends where brokers failed.
 */
package dev.polyglot.deletion.control;
