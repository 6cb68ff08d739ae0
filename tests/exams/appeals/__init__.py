"""Tests of appeals against released results."""
