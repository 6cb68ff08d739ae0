"""Tests that kill processes or break files on purpose."""
