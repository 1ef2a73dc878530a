"""A dossier as people read it. No Django import."""
