"""The editor of a question: its fields by kind, rows that come, go and move, and the question that comes of them."""
