"""Accounts: people, users, roles held at places, terminals, sign-in."""
