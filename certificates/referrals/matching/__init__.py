"""People and openings side by side: what speaks for and against in words, fair turns, and whom an officer picks."""
