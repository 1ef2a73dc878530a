"""Pages that read every app: a wave seen whole, the home of each role."""
