"""Faces of the catalogue for staff, in Wagtail's interface."""
