"""Which resources a call names, by service. Each module says so for its services; none asks what is allowed."""
