"""Items of files as drafts of a bank."""
