# The project's commands. `make` alone lists them.
.DEFAULT_GOAL := help
SHELL := /bin/sh

VENV := .venv
BIN := $(VENV)/bin
# The first Python that runs and is new enough; another one: make run PYTHON=/path/to/python
PYTHON ?= $(shell for candidate in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$candidate -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$candidate && break; done)
# Stamps: what was last installed; a start without a changed requirements file installs nothing.
RUN_STAMP := $(VENV)/.installed-run
DEV_STAMP := $(VENV)/.installed-dev
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet --require-virtualenv
COMPILE = $(BIN)/uv pip compile --quiet $(UPGRADE) --universal --python-version 3.11
BROWSERS := chromium chromium-browser google-chrome google-chrome-stable
PYTEST_WORKERS ?= auto

.NOTPARALLEL:
.PHONY: help run test lint types format bench lock browser office pytest clean

help: ## List the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(RUN_STAMP) ## Start the dashboard on this computer (first start: installs and loads the sample company)
	$(BIN)/python -m clm_core setup
	exec $(BIN)/streamlit run dashboard.py

test: lint types browser office pytest ## Everything that must hold: lint, types, arrows between rooms, all tests

lint: $(DEV_STAMP) ## Style, format and the arrows between rooms
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports

types: $(DEV_STAMP) ## Types, strictly
	$(BIN)/mypy

pytest: $(DEV_STAMP)
	$(BIN)/python -m pytest --numprocesses $(PYTEST_WORKERS) --maxprocesses 4 --dist loadfile --durations 15

format: $(DEV_STAMP) ## Put imports and layout in order
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(DEV_STAMP) ## Time the product against yardsticks; writes docs/benchmarks.md (several minutes)
	$(BIN)/python -m tests.benchmarks

lock: $(DEV_STAMP) ## Pin what requirements*.in ask for; the newest allowed: make lock UPGRADE=--upgrade
	$(COMPILE) requirements.in -o requirements.txt
	$(COMPILE) requirements-dev.in -o requirements-dev.txt

clean: ## Remove the environment and the tools' caches; data stay
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis artefacts

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed: https://www.python.org/downloads/ (or: make PYTHON=/path/to/python …)" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "$(PYTHON) cannot make an environment; on Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }

$(RUN_STAMP): requirements.txt | $(BIN)/python
	@echo "Installing what the product needs (once, about a minute) …"
	$(PIP) install -r requirements.txt
	@touch $@

$(DEV_STAMP): requirements-dev.txt $(RUN_STAMP)
	@echo "Installing what the tests need …"
	$(PIP) install -r requirements-dev.txt
	@touch $@

# The budget workbook is recalculated by LibreOffice; where there is none and we may not install it, that test is skipped.
office:
	@if command -v soffice >/dev/null || ! command -v apt-get >/dev/null || [ "$$(id -u)" != 0 ]; then exit 0; fi; \
	{ apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends libreoffice-calc; } \
		</dev/null >/dev/null 2>&1 || echo "LibreOffice could not be installed: the workbook's formulas are not recalculated"

# Browser tests use the system's Chromium; where there is none we install it by apt if we may, else Playwright's own.
browser: $(DEV_STAMP)
	@has_browser() { for name in $(BROWSERS); do "$$name" --version >/dev/null 2>&1 && return 0; done; return 1; }; \
	if has_browser; then exit 0; fi; \
	if command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ]; then \
		{ apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium; } </dev/null || true; \
		if has_browser; then exit 0; fi; \
		$(BIN)/playwright install --with-deps chromium; \
	else \
		$(BIN)/playwright install chromium; \
	fi
