"""Indicators in Wagtail's interface."""
