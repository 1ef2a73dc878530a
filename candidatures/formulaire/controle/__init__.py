"""What is wrong, missing or to be looked at in a dossier. No Django import."""
