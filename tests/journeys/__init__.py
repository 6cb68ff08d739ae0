"""Whole journeys in a real browser against real processes, and what pages may cost."""
