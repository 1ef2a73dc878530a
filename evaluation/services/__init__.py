"""Every write on readings and decisions, one module per use case."""
