"""Papers: dated examination schemes, and snapshots drawn from the bank by a blueprint and a seed."""
