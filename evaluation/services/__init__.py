"""Every write on grids, assignments and readings, one module per use case."""
