"""Named reads of a dossier: what joins, adds up or tells a story. Nothing here writes."""
