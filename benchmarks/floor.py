"""The addresses of the floors that web requests are measured against."""

FLOOR = "/bench/update/"
READ_FLOOR = "/bench/read/"
