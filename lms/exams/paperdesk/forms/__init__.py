"""Forms of the examinations officer's desk: they check the shape; operations and rules decide."""
