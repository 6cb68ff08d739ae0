"""Content packs in the browser: a file comes in, is checked, shown and loaded; a programme goes out as a file."""
