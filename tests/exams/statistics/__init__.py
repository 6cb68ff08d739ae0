"""Item statistics."""
