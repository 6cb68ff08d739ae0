"""What files on their way have in common, packs as well as questions: a row, a kept file, steps, a form."""
