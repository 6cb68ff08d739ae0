"""What can be issued: dated, versioned definitions of the kinds of credentials."""
