"""Pages of the selection, one module per person who uses them."""
