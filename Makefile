# `make run` and `make test` do all of their own set-up: a virtual environment, pinned packages, nothing outside this folder.
PYTHON ?= python3
VENV ?= .venv
WORKSPACE ?= etoki-data
SAMPLES ?= tests/samples
PDFS ?= tests/samples
BIN = $(VENV)/bin
INSTALLED = $(VENV)/.installed

.PHONY: run test check bench clean

run: $(INSTALLED)
	@status=0; \
	$(BIN)/etoki run $(SAMPLES) --workspace $(WORKSPACE) || status=$$?; \
	$(BIN)/etoki down --workspace $(WORKSPACE); \
	exit $$status

test: $(INSTALLED)
	$(BIN)/pytest

check: $(INSTALLED)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/sqlfluff lint sql

bench: $(INSTALLED)
	$(BIN)/etoki bench speed $(PDFS)

clean:
	rm -rf $(VENV) $(WORKSPACE) .mypy_cache .pytest_cache .ruff_cache .hypothesis

$(INSTALLED): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	touch $@
