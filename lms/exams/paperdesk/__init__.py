"""The examinations officer at work: schemes written, papers ordered, opened and printed, keys corrected; all on pages."""
