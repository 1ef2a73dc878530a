"""Pages of the évaluateur, and of assignment."""
