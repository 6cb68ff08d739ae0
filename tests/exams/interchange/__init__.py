"""Readers and writers of question files."""
