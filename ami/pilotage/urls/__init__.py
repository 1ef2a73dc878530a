"""Routes of the waves, and of what leads a person home."""
