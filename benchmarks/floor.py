"""The address of the floor that web requests are measured against."""

FLOOR = "/bench/update/"
