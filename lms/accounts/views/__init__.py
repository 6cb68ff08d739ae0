"""Faces of accounts: sign-in, terminals, people."""
