"""Marking by hand: who marks which answers, the marks as rows that are only added to, the second marker."""
