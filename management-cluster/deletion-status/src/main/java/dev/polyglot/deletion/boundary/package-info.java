/**
 * The ways to the cluster, to AWS and to the probes, and the program that joins them.
 *
 * <p>It asks the cluster every few seconds instead of watching it: while nothing is deleted that is
 * one short list, and the definition of the claim may come later than this program, or go.
 */
package dev.polyglot.deletion.boundary;
