"""The compiled press: WeasyPrint lays a template out once, then each document is its values stamped into it."""
