"""Tests of the compositions: renders each case, compares it, checks it against schemas and the project's rules."""
