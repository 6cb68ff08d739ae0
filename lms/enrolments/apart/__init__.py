"""Separate management groups of a site: who is in which since when, and who may not be in one class with whom."""
