"""Searches of staff lists that a user keeps under a name: the owner's alone; lists still show their own sites only."""
