package dev.polyglot.producer.events.boundary;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;

/** Serves the resources from the root, as the load balancer does. */
@ApplicationPath("/")
public class ProducerApplication extends Application {}
