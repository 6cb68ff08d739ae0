"""Tests of what starts, checks and prepares the platform.

Nothing here installs anything or opens a connection to outside.
"""
