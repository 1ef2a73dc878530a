"""What a wave changes in the form. No Django import."""
