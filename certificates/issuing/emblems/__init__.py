"""A school's own logo and seal on its certificates: pictures, each version from a day on."""
