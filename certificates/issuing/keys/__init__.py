"""Signing keys: who holds them, which is in use, and what the world is told of them."""
