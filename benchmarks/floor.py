"""The addresses of the floors: past every middleware, and of a signed-in person's pages behind them all."""

FLOOR = "/bench/update/"
READ_FLOOR = "/bench/read/"
CHECK_FLOOR = "/bench/check/"
BARE = (FLOOR, CHECK_FLOOR)
