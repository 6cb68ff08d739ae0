"""A school's own words on its certificates: literal text in places of its own, each version from a day on."""
