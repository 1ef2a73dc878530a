"""Pages of the board and of the publication."""
