"""The desk of the item bank."""
