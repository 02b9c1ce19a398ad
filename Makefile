# `make run` and `make test` are the two commands: each installs what it needs, once, into .venv.
# With ARGS='--demo NAME' and the like `make run` hands arguments on; PYTHON=… chooses the interpreter of a new .venv;
# NO_APT=1 forbids installing system packages; JOBS=… is the number of processes that test.

VENV := .venv/bin
# One more than there are cores: a test of the window waits now and then.
JOBS ?= $(shell expr $$(getconf _NPROCESSORS_ONLN) + 1)
# A warning fails; what was read is kept, so that a second time takes a few seconds.
SPHINX := $(VENV)/python -m sphinx -W --keep-going -q -c docs -d docs/_build/doctrees
export PYTHON NO_APT
# Qt wants a UTF-8 locale and complains where none is set.
export LANG ?= C.UTF-8

.DEFAULT_GOAL := help
.PHONY: help run test test-parity check docs bench bench-engine bench-lang screenshots

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-15s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

run: ## open the window; where there is no display, draw it into a PNG and print the numbers
	@tools/bootstrap.sh run
	@$(VENV)/python -m gradexplorer $(ARGS)

# Xvfb belongs to X; Windows and macOS have no second lane. What only another lane runs is not collected: that takes long.
# A file's tests stay in one process, which makes what they share once; xdist keeps few books of files, many of tests.
test: ## run all tests, off-screen and then with real windows under Xvfb
	@tools/bootstrap.sh test
	QT_QPA_PLATFORM=offscreen $(VENV)/python -m pytest -n $(JOBS) --dist loadfile --no-loadscope-reorder -m "not display and not parity" --ignore=tests/parity
ifeq ($(shell uname -s),Linux)
	QT_QPA_PLATFORM=xcb $(VENV)/python -m pytest -m "display and not parity" tests/ui
else
	@echo "The tests with real windows run on Linux only, under Xvfb."
endif

test-parity: ## compare with PyTorch, where torch is installed in .venv
	@tools/bootstrap.sh test
	@if $(VENV)/python -c 'import sys, importlib.util as u; sys.exit(u.find_spec("torch") is None)'; then \
	    echo 'pytest -m parity'; QT_QPA_PLATFORM=offscreen $(VENV)/python -m pytest -n $(JOBS) -m parity; \
	else \
	    echo 'Skipped: PyTorch is missing, and with it what to compare with ($(VENV)/pip install torch==2.13.0 expecttest).'; \
	fi

check: ## ruff, mypy, import-linter, lengths of files and functions, docstrings of the engine, pages
	@tools/bootstrap.sh check
	$(VENV)/python -m ruff check .
	$(VENV)/python -m mypy
	$(VENV)/lint-imports
	$(VENV)/python tools/check_lengths.py
	$(VENV)/python tools/check_docstrings.py
	$(SPHINX) -b dummy . docs/_build/dummy

docs: ## README.md and docs/ as a web site with a reference of the engine, in docs/_build/html
	@tools/bootstrap.sh check
	$(SPHINX) -b html . docs/_build/html
	@echo "docs/_build/html/README.html"

bench: ## measure the window, the engine and the language, and print tables
	@tools/bootstrap.sh run
	$(VENV)/python -m benchmarks

bench-engine: ## measure the engine alone, beside PyTorch (where installed) and hand-written NumPy
	@tools/bootstrap.sh run
	$(VENV)/python -m benchmarks engine

bench-lang: ## measure reading formulas, and evaluating them beside the same engine calls by hand
	@tools/bootstrap.sh run
	$(VENV)/python -m benchmarks lang

screenshots: ## draw the pictures of README.md and docs/tour.md anew
	@tools/bootstrap.sh run
	QT_QPA_PLATFORM=offscreen $(VENV)/python tools/screenshots.py
