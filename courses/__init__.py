"""Courses: what a course is (catalog) and how it is shown (pages)."""
