# Everyday commands. `make` alone lists them; each one is a thin call of a script in scripts/.
SHELL := /bin/sh
.DEFAULT_GOAL := help

PORT ?= 8000
export PORT
RUNS ?= 500
# Every process of the platform would compile a thousand modules anew, which doubles the time of `make test`.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help run test check bench bench-exam faults lock format messages clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@echo
	@echo "  make run PORT=8123   moves the platform to another port (default 8000)"

run: ## Install what is missing, load the demonstration, start the platform (Ctrl-C stops it)
	@scripts/bootstrap
	@exec scripts/run

test: ## Everything: lint, types, contracts, migrations, translations, all tests
	@exec scripts/test

check: ## The fast part of it, for every day
	@exec scripts/check

bench: ## Cost of the important requests, as ratios against a floor
	@exec scripts/bench

bench-exam: ## An examination room under load: 60 candidates on SQLite, 300 on PostgreSQL
	@scripts/bootstrap --for bench
	@exec .venv/bin/python -m benchmarks.exam_load $(LOAD)

faults: ## 500 seeded runs of an examination in which processes, network, disk and clock fail (RUNS=500), and a batch of 100
	@scripts/bootstrap --for test
	@.venv/bin/python -m tests.faults --runs $(RUNS)
	@FAULT_BATCH=100 .venv/bin/python -m tests.support.postgres .venv/bin/python -m pytest -q tests/faults/test_batch_faults.py

lock: ## Write the hashed requirements files again (make lock UPGRADE=--upgrade takes newer versions)
	@exec scripts/lock $(UPGRADE)

format: ## Put Python and templates into the house form
	@exec scripts/format

messages: ## Collect the texts to translate and compile the catalogues
	@exec scripts/messages

clean: ## Remove the local environment and caches; keeps var/ (database and files)
	@rm -rf .venv node_modules .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
