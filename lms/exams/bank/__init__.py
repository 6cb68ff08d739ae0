"""The item bank: items, their immutable versions, practice with feedback."""
