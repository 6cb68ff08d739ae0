"""A school's own tables of what certificates count for: proposed with their effect, agreed to by a second officer."""
