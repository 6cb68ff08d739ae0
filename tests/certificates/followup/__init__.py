"""Tests of follow-up and outcomes."""
