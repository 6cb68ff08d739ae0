"""Issuing: register numbers, credentials with their frozen content, documents, what is published of them."""
