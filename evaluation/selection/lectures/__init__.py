"""Named reads of the selection; nothing here writes."""
