/** The page that tells a person what this service is and how to post an event. */
package dev.polyglot.producer.home;
