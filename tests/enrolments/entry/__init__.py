"""Tests of entry: rules, the operation, the page."""
