"""Every write on decisions and publication, one module per use case."""
