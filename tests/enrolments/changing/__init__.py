"""Tests of interruption, withdrawal and transfer."""
