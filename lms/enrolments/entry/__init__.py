"""Entry: who may be enrolled on which programme, why not, and what is possible instead."""
