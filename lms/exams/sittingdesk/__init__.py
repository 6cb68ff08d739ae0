"""The examinations officer's desk for sittings: calendar, candidates, seats, arrangements, lists to print."""
