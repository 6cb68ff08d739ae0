"""Examinations: item bank, papers, sittings with the save protocol, marking."""
