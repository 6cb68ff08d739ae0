"""Figures as pages and exported tables show them: in words, rounded, and not at all below 30 candidates."""
