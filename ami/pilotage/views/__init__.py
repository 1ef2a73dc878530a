"""Pages of the calendar, of one wave, and the home page."""
