"""Tests of absences that are excused after the room was closed."""
