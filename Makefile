# Two commands: `make brief` and `make test`. Both set up what they need, once.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check -q

.PHONY: brief test check docs lock clean help

help:  ## list the commands
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/'

brief: $(VENV)/.run  ## set up, then write kaz-brief.html and print the profile
	$(BIN)/keystone brief KAZ -o kaz-brief.html

test: $(VENV)/.dev  ## set up, then lint, type-check and test
	$(BIN)/ruff check src tests scripts benchmarks
	$(BIN)/ruff format --check src tests scripts benchmarks
	$(BIN)/mypy
	$(BIN)/pytest

docs: $(VENV)/.dev  ## print the reference pages of docs/ from the code
	$(BIN)/python scripts/make_docs.py
	$(BIN)/python scripts/make_readme.py

lock: $(VENV)/.dev  ## resolve the two lock files again
	$(PIP) install uv
	$(BIN)/uv pip compile pyproject.toml --group build --universal --python-version 3.11 --generate-hashes \
	  --no-header --no-emit-index-url -q -o requirements.lock
	$(BIN)/uv pip compile pyproject.toml --group build --group dev --universal --python-version 3.11 --generate-hashes \
	  --no-header --no-emit-index-url -q -o requirements-dev.lock

clean:  ## remove what the commands above made
	rm -rf $(VENV) build dist kaz-brief.html .mypy_cache .ruff_cache .pytest_cache

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run: $(BIN)/python requirements.lock pyproject.toml
	$(PIP) install --require-hashes -r requirements.lock
	$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.run requirements-dev.lock
	$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@
