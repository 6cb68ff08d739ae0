"""The addresses of the floors: of writes past every middleware, of a signed-in person's pages behind them all."""

FLOOR = "/bench/update/"
READ_FLOOR = "/bench/read/"
