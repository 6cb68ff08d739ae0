"""Organisations: administrations, schools, training sites, dated pairings, employers."""
