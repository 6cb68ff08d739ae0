"""Equipment of rooms beside what is taught in them: what is missing, where it is, and the pages for it."""
