"""Filters that any template may use."""
