"""Pages of a porteur: their dossiers, from the first question to the result."""
