"""Signed credentials as JSON: contexts kept here, the canonical form, and proofs over it. No Django, no network."""
