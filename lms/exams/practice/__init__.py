"""Practice that teaches: the log of answers, the trainee's own mistakes in boxes, mock examinations."""
