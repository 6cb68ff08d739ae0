"""Tests of lms.accounts."""
