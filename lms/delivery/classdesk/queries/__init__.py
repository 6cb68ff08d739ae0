"""Reads of the desk of classes."""
