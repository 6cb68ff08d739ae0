"""Tests, in folders that mirror the packages; see docs/operations.md for how to run a part of them.

factories/ makes rows, support/ starts servers and browsers, the rest is tests.
"""
