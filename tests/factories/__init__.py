"""Ready-made people, places and records for tests; names say what a thing means, not what it is made of."""
