"""Paper: blank forms per school, what was printed on which, and the list on which holders sign for it."""
