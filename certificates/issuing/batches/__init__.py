"""Issuing to many at once: prepared by one person, approved by another, each entry issued on its own."""
