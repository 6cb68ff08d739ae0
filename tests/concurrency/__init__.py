"""Tests of locks: the race is shown without the lock, and gone with it. PostgreSQL only."""
