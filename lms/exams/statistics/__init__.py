"""How items, their distractors and whole forms did: classical figures with flags in words."""
