# Works from a fresh checkout with nothing but make and Python 3.11 or later with its venv module.
# Another interpreter:  PYTHON=python3.13 make test VENV=.venv-3.13

PYTHON ?= python3
VENV ?= .venv
PORT ?= 8000

BIN := $(VENV)/bin
PIP := $(BIN)/pip --quiet --disable-pip-version-check
SPHINX := $(BIN)/sphinx-build --nitpicky --fail-on-warning --keep-going

GOOD := examples/mdv-lgc-va1-avance.json
BAD := $(firstword $(sort $(wildcard examples/bad/*.json)))
# A day on which this SONS still took avances: today it would be refused as late.
AT := 2022-10-20T10:00:00+02:00

.DEFAULT_GOAL := help

.PHONY: help
help: ## Say what can be made.
	@grep -E '^[a-z]+:.*## ' Makefile | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 22

.PHONY: demo
demo: $(VENV)/.with-reference ## Judge a good file and a bad one, then start a portal to try.
	@echo
	@echo "== A file that can be filed: $(GOOD)"
	@echo '$$ segur-rules check $(GOOD) --at $(AT)'
	@$(BIN)/segur-rules check $(GOOD) --at $(AT)
	@echo
	@echo "== A file that cannot: $(BAD)"
	@echo '$$ segur-rules check $(BAD) --at $(AT)'
	@$(BIN)/segur-rules check $(BAD) --at $(AT) || test $$? -eq 1
	@echo
	@echo "A file of your own:       $(BIN)/segur-rules check YOUR-FILE.json"
	@echo "Why a rule exists:        $(BIN)/segur-rules rule SEG-FIC-003"
	@echo
	@echo "== A portal to try (another port: make demo PORT=8001)"
	@echo '$$ segur-reference demo --port $(PORT)'
	@$(BIN)/segur-reference demo --port $(PORT) --log-format text

.PHONY: test
test: $(VENV)/.with-test ## Run the tests, with coverage.
	$(BIN)/python -m pytest --cov --cov-report=term

# pytest answers 5 when no test bears the mark.
.PHONY: long
long: $(VENV)/.with-test ## Run the tests that take minutes.
	$(BIN)/python -m pytest -m long --hypothesis-profile=long || test $$? -eq 5

# Neither part of `make test` nor of .ci/run: it tells of the vectors, and takes its time.
.PHONY: mutation
mutation: $(VENV)/.with-mutation ## See that a vector tells of every small change of the rules.
	$(BIN)/python -m tests.conformance.mutation

.PHONY: lint
lint: $(VENV)/.with-dev ## Look for likely mistakes and for formatting.
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

.PHONY: format
format: $(VENV)/.with-dev ## Put the code in its one form.
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

.PHONY: types
types: $(VENV)/.with-dev ## Check the types.
	$(BIN)/mypy

.PHONY: architecture
architecture: $(VENV)/.with-test ## Check who imports whom, and that the library is pure.
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -n0 tests/architecture

.PHONY: docs
docs: $(VENV)/.with-docs ## Build the documentation and run its examples.
	$(SPHINX) -b html docs docs/_build/html
	$(SPHINX) -b doctest docs docs/_build/doctest

.PHONY: bench
bench: $(VENV)/.with-bench ## Measure how fast a file is judged.
	$(BIN)/python -m benchmarks.verdict

.PHONY: clean
clean: ## Remove what was made, the environment included.
	rm -rf $(VENV) build dist docs/_build htmlcov .coverage .coverage.*
	rm -rf .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache

# The environment. A stamp is newer than pyproject.toml, or the installation is done again; the
# package is installed in place, so a change in src/ needs none.
$(VENV)/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or later is needed: make PYTHON=python3.12 …"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.with-nothing: pyproject.toml | $(VENV)/.made
	$(PIP) install --editable .
	@touch $@

$(VENV)/.with-%: pyproject.toml | $(VENV)/.made
	$(PIP) install --editable '.[$*]'
	@touch $@
