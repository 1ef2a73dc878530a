"""Page objects: one class per page, the verbs of the person who uses it. Arriving checks the page."""
