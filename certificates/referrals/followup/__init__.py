"""Follow-up after release: who is to be called when, and what was learnt."""
