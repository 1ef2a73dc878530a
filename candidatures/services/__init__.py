"""Every write on applications, one module per use case."""
