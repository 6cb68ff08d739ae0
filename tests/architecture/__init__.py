"""Rules of the house that a machine can hold (docs: how we write code). Each check is proved by a bad sample."""
