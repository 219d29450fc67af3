/**
 * Decides what the status of a claim says while it is deleted. Called by a schedule, once a round;
 * needs no cluster and no account to be tested.
 *
 * <p>It deletes nothing and holds nothing up: with this controller gone, deletion goes on as well,
 * only silently.
 */
package dev.polyglot.deletion.control;
