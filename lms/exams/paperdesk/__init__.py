"""The examinations officer at work: schemes written, papers ordered, opened, printed, keys corrected; all on pages."""
