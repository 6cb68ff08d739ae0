"""The style guide of development: every component with its samples, the tokens, one page for each layout."""
