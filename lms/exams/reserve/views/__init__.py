"""Pages of the sealed reserve: at the console, for who keys, and for the officer."""
