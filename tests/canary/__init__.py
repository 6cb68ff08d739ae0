"""Invariant I3: nothing public, and nothing for employers, reveals a training site."""
