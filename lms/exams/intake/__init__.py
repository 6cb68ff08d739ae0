"""Items that came out of files and wait: kept as drafts, read by a second person, never in a paper before that."""
