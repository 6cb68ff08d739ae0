"""Certificates that end: revoked, corrected or replaced, each asked for by one officer and decided by another."""
