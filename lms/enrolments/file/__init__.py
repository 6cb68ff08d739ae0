"""A person's file on one page: everything from admission to outcome, as a picture and as a table."""
