"""Files people send: received, recognised, cleaned, scanned, kept, served."""
