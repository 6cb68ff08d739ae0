"""Openings before placement officers, in Wagtail's interface."""
