"""One module per AWS service: what is answered here instead of by moto, and what is refused."""
