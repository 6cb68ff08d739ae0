"""Tools that are counted: lent for a session, counted back, and named while they are missing."""
