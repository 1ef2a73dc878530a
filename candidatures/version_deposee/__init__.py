"""What was filed, for ever: its content, its receipt, its documents, its archive, and the proof that it is still that."""
