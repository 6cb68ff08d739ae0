"""Tests of issuing and verification."""
