"""The public list of revoked credentials: one bit for each, none of which says whose it is."""
