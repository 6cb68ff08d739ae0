"""The demonstration: a province in small, made only through the use cases that real people go through."""
