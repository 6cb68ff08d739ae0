"""Marking: pure scoring rules and the results they give."""
