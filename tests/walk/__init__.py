"""A walk over every lesson in both languages: what no lesson may have, in HTML and in the browser."""
