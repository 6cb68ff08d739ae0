"""Wagtail looks for its hooks here; they stand with what they serve."""

from courses.pages.authoring import hooks  # noqa: F401
