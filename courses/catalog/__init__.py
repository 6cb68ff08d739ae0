"""Catalogue: what a course is; programmes, versions, units, lessons, requirements."""
