"""Wording of openings that the law does not allow, or allows for some work only."""
