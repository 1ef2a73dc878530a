"""Named reads of the pages that read everything; nothing here writes."""
