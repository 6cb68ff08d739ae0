"""Examinations: the bank, papers, the save protocol, marking, pages."""
