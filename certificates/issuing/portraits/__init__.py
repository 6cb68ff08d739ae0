"""Photographs of people for their certificates."""
