/**
 * Values of a deletion: the claim, what remains of its environment, what else is in its network,
 * and what its status says. They know neither Kubernetes' nor AWS's clients.
 */
package dev.polyglot.deletion.entity;
