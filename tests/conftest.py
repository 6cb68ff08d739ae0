"""Fixtures for every test below this folder.

The kits live in tests/support; this file only makes them known to pytest.
"""
