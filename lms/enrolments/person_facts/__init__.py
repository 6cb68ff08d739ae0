"""Sex and date of birth that were written wrongly: one person asks with a paper at hand, another one decides."""
