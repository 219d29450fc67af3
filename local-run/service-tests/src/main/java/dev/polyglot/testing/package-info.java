/**
 * What the tests of both services share. It knows the contract and the layout of a service, and no
 * class of either.
 */
package dev.polyglot.testing;
