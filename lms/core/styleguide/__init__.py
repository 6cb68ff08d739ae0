"""The style guide of development: every component with its samples, the tokens, and one page for each layout."""
