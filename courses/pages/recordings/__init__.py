"""Films and sound of lessons: what a file really is, its captions, where it is kept and how it is sent."""
