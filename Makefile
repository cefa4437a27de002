# The one interface to this repository. It needs a POSIX shell and Python 3.11 or later,
# and the network only until .venv is there.

PYTHON  ?= python3
PYTHONS ?= python3.12 python3.13
ARGS    ?=
# Two workers, as a small machine has cores; make JOBS=0 runs the tests in one process.
JOBS    ?= 2

BIN    := .venv/bin
STAMP  := .venv/.stamp
PYTEST := PYTHONTZPATH= $(BIN)/python -m pytest

# $(call venv,PYTHON,DIRECTORY,WHAT TO INSTALL)
define venv
@$(1) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	|| { echo 'itsmcore needs Python 3.11 or later; say which one: make PYTHON=python3.11'; exit 1; }
$(1) -m venv $(2)
$(2)/bin/python -m pip install --quiet 'pip>=25.1'
$(2)/bin/python -m pip install --quiet -c constraints.txt -e '.[arrow,cattrs,columnar,icalendar,pydantic,testing]' $(3)
$(2)/bin/python -m pip install --quiet -c constraints.txt --no-deps --group holidays
endef

.PHONY: help
help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-14s %s\n", $$1, $$2 }' Makefile

$(STAMP): pyproject.toml constraints.txt
	$(call venv,$(PYTHON),.venv,--group dev)
	@$(BIN)/python -m pip install --quiet -c constraints.txt --group advisory || true
	@touch $@

.PHONY: demo
demo: $(STAMP) ## Replay a small log, and walk one incident through its life
	$(BIN)/python examples/replay_log.py $(ARGS)

# The whole run notes which branches it came to, so that `make coverage` need not run it again.
define measured
$(BIN)/coverage erase
PYTHONTZPATH= $(BIN)/coverage run -m pytest --quiet -n $(JOBS) --dist loadfile
$(BIN)/coverage combine --quiet
endef

.PHONY: test
test: $(STAMP) ## Run the tests and every documented example (ARGS="-k name")
ifeq ($(strip $(ARGS)),)
	$(measured)
else
	$(PYTEST) -n $(JOBS) --dist loadfile $(ARGS)
endif

# The folders that search.
SEARCHES := $(addprefix --ignore=tests/,hostile property sweep testing)

# No search, no real log, and nothing that takes as long as half a second; what is left out as a
# whole is not even imported.
APART := $(SEARCHES) --ignore=tests/pictures
.PHONY: quick
quick: $(STAMP) ## Run the named cases (ARGS=tests/desk: those of one room, in seconds)
	$(PYTEST) --quiet -n $(JOBS) --dist loadfile $(APART) \
		-m 'not (hypothesis or untraced or long)' $(or $(ARGS),tests)

.PHONY: check
check: $(STAMP) lint types coverage docs ## Check style, types, imports, coverage and docs

.PHONY: lint
lint: $(STAMP) ## Check style and the direction of imports
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/lint-imports

.PHONY: types
types: $(STAMP) ## Check types; ty and pyrefly only give advice
	$(BIN)/mypy
	$(BIN)/basedpyright
	@for tool in ty pyrefly; do \
		test ! -x $(BIN)/$$tool || { echo "advice of $$tool:"; $(BIN)/$$tool check src; } || true; \
	done

.PHONY: coverage
coverage: .coverage ## Demand that the tests reach every branch, running them where need be
	$(BIN)/coverage report

.coverage: $(STAMP) $(wildcard $(shell git ls-files src tests docs examples)) README.md conftest.py
	$(measured)

.PHONY: docs
docs: $(STAMP) ## Build the documentation into build/docs
	$(BIN)/sphinx-build -W --keep-going --quiet docs build/docs

# A page that runs Python in its reader's browser: Pyodide with the wheel and what it needs.
LIVE := build/docs-live
PYODIDE := 314.0.7
.PHONY: docs-live
docs-live: $(STAMP) build/pyodide/.stamp ## Build a page with Python in it, and try it; it needs npm
	rm -rf $(LIVE) && mkdir -p $(LIVE)/pyodide
	cp -r docs/live/* $(LIVE)
	cd build/pyodide/node_modules/pyodide && cp *.mjs *.wasm *.zip *-lock.json $(CURDIR)/$(LIVE)/pyodide
	$(BIN)/python -m pip wheel --quiet -c constraints.txt --wheel-dir $(LIVE)/wheels .
	cd $(LIVE)/wheels && $(CURDIR)/$(BIN)/python -c 'import json, sys; print(json.dumps(sys.argv[1:]))' \
		*.whl > ../wheels.json
	$(PYTEST) -n 0 tests/live $(ARGS)
	@echo 'look at it: $(BIN)/python -m http.server --bind 127.0.0.1 --directory $(LIVE)'

build/pyodide/.stamp: Makefile
	@mkdir -p $(@D)
	npm install --silent --no-audit --no-fund --prefix $(@D) pyodide@$(PYODIDE)
	@touch $@

.PHONY: pictures
pictures: $(STAMP) build/pictures/.stamp ## Let Mermaid and Graphviz read our pictures; it needs npm
	$(PYTEST) -n 0 tests/pictures $(ARGS)

build/pictures/.stamp: Makefile
	@mkdir -p $(@D)
	npm install --silent --no-audit --no-fund --prefix $(@D) \
		mermaid@11.17.2 jsdom@29.1.1 @viz-js/viz@3.31.0
	@touch $@

.PHONY: screens
screens: .venv/.stamp-screens ## Look at every noun in JupyterLab, marimo and an exported page
	$(PYTEST) -n 0 tests/pictures/test_screens.py $(ARGS)

.venv/.stamp-screens: $(STAMP)
	$(BIN)/python -m pip install --quiet -c constraints.txt --group screens
	@touch $@

.PHONY: products
products: .venv/.stamp-products ## Drive real products beside models of their flows
	$(PYTEST) -n 0 tests/test_examples.py -k product $(ARGS)

.venv/.stamp-products: $(STAMP)
	$(BIN)/python -m pip install --quiet -c constraints.txt --group products
	@touch $@

.PHONY: engines
engines: .venv/.stamp-engines ## Measure clocks by DuckDB, Dask and Spark, which needs Java
	$(PYTEST) -n 0 tests/columnar/test_engines.py $(ARGS)

.venv/.stamp-engines: $(STAMP)
	$(BIN)/python -m pip install --quiet -c constraints.txt --group engines
	@touch $@

.PHONY: hostile
hostile: $(STAMP) ## Hand over hostile inputs, all of them (ARGS="KIND SEED": one)
	PYTHONTZPATH= $(BIN)/python -m tests.hostile $(ARGS)

.PHONY: mutants
mutants: $(STAMP) ## Ask what the tests would notice (ARGS="COUNT SEED ROOM…")
	CI=1 PYTHONTZPATH= $(BIN)/python -m tests.mutants $(ARGS)

.PHONY: bench
bench: .venv/.stamp-bench ## Run the benchmarks, with the rivals beside us
	$(BIN)/python -m benchmarks $(ARGS)

.venv/.stamp-bench: $(STAMP)
	$(BIN)/python -m pip install --quiet -c constraints.txt --no-deps --group bench
	@touch $@

# What searches, reads a real log or walks whole lives hangs little on the versions of what it is
# run with: it is run once, by `make test`. Here the named cases are run, and the laws beside them
# with a few examples each.
.PHONY: test-lowest
test-lowest: .venv-lowest/.stamp ## Run the cases with the lowest supported versions
	PYTHONTZPATH= .venv-lowest/bin/python -m pytest --quiet -n $(JOBS) --dist loadfile \
		--hypothesis-profile=few $(or $(ARGS),-m 'not (untraced or long)' $(SEARCHES))

.venv-lowest/.stamp: pyproject.toml constraints.txt constraints-lowest.txt
	$(call venv,$(PYTHON),.venv-lowest,--group tests)
	.venv-lowest/bin/python -m pip install --quiet -r constraints-lowest.txt
	@touch $@

.PHONY: test-pythons
test-pythons: $(PYTHONS:python%=test-%) ## Run the tests with each of PYTHONS that is here

# PYENV_VERSION lets pyenv, where there is one, find a Python that is installed but not chosen.
.PHONY: $(PYTHONS:python%=test-%)
$(PYTHONS:python%=test-%): export PYENV_VERSION = $(@:test-%=%)
$(PYTHONS:python%=test-%): test-%:
	@if python$* -c '' 2>/dev/null; \
		then $(MAKE) --no-print-directory .venv-$*/.stamp \
			&& PYTHONTZPATH= .venv-$*/bin/python -m pytest --quiet -n $(JOBS) --dist loadfile $(ARGS); \
		else echo 'python$* is not here: its tests are skipped'; \
	fi

.venv-%/.stamp: pyproject.toml constraints.txt
	$(call venv,python$*,.venv-$*,--group tests)
	@touch $@

.PHONY: format
format: $(STAMP) ## Format the code and mend what ruff can mend
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

.PHONY: clean
clean: ## Remove everything that make and the tools made
	rm -rf .venv .venv-* build dist .coverage .hypothesis .import_linter_cache \
		.mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
