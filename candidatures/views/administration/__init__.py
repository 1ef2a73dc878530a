"""Pages of the administrator: the form of a wave."""
