# Everyday commands. `make` alone lists them; each one is a thin call of a script in scripts/.
SHELL := /bin/sh
.DEFAULT_GOAL := help

PORT ?= 8000
export PORT
# Every process of the platform would compile a thousand modules anew, which doubles the time of `make test`.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help run test check bench lock format messages clean

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

lock: ## Write the hashed requirements files again (make lock UPGRADE=--upgrade takes newer versions)
	@exec scripts/lock $(UPGRADE)

format: ## Put Python and templates into the house form
	@exec scripts/format

messages: ## Collect the texts to translate and compile the catalogues
	@exec scripts/messages

clean: ## Remove the local environment and caches; keeps var/ (database and files)
	@rm -rf .venv node_modules .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
